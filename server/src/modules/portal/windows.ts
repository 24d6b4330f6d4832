import type { CatalogueItem, DisclosureWindow, Period } from '@xinheng/contracts/catalogue.ts';
import { chineseDay, typeset } from './wording.ts';

const units = { WD: '个工作日', D: '日', M: '个月', Y: '年' } as const;

/** A period in words: { n: 7, unit: 'WD' } → 7个工作日. */
export function periodText(period: Period): string {
  return `${period.n}${units[period.unit]}`;
}

const severities = { minor: '轻微', general: '一般', severe: '严重', all: '' } as const;

/** How long an item is displayed, in words: one heading and its sentences for each law edition, newest first. */
export function windowWords(
  item: CatalogueItem,
): { heading: string; sentences: string[]; source: string; window: DisclosureWindow }[] {
  const newestFirst = [...item.windows].sort((a, b) => (a.effectiveFrom < b.effectiveFrom ? 1 : -1));
  return newestFirst.map((window) => ({
    heading: window.effectiveFrom <= '1949-10-01' ? '更早的信息' : `${chineseDay(window.effectiveFrom)}起发生的信息`,
    sentences: sentencesOf(item, window),
    source: typeset(citation(window.source) || citation(item.legalBasis)),
    window,
  }));
}

/**
 * The source of a rule for a reader. What we have still to verify is a note to officers and machines (the API shows it);
 * on the page it would say nothing about the rule.
 */
export function citation(source: string): string {
  const parts = source.split(/[;；，]/).filter((part) => !part.includes('待核'));
  return parts.join('；');
}

function sentencesOf(item: CatalogueItem, window: DisclosureWindow): string[] {
  const label = (name: string) => item.fields.find((field) => field.name === name)?.label ?? name;
  const start = window.from ?? item.occurredOn;
  const from = start === undefined ? '从收到之日起' : `从“${label(start)}”起`;
  const said: string[] = [];
  for (const severity of ['all', 'minor', 'general', 'severe'] as const) {
    const longest = window.longest?.[severity];
    if (longest === undefined) continue;
    const who = severity === 'all' ? '' : `${severities[severity]}的，`;
    if (longest === 'not-shown') said.push(`${who}不公示。`);
    else if (longest === 'unlimited') said.push(`${who}${from}长期公示。`);
    else said.push(`${who}${from}最长公示${periodText(longest)}。`);
  }
  if (said.length === 0) said.push(`${from}公示。`);
  const ends = (window.endsOn ?? []).map((name) => `“${label(name)}”`);
  if (ends.length > 0) said.push(`到${ends.join('或')}那天停止公示（如已填报）。`);
  if (window.notEndsBefore) said.push(`限制仍在执行的，公示到“${label(window.notEndsBefore)}”为止。`);
  return said;
}
