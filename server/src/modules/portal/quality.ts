/** Scorecards and challenges in the words of the portal. Pure. */
import type { Fact, PageView, QualityCell, QualityTable, StatusView } from '@xinheng/contracts/portal.ts';
import {
  type ChallengeNumbers,
  challengeGrounds,
  challengeStates,
  colourWords,
  type Indicator,
  type ScoreLine,
} from '@xinheng/contracts/scorecards.ts';
import type { PublicQuality, PublicScorecard } from '../scorecards/index.ts';
import { chineseDay, chineseDayOf } from './wording.ts';

const grouped = (count: number) => count.toLocaleString('zh-CN');

function cellOf(label: string, colour: ScoreLine['colour'], text: string): QualityCell {
  return { label, colour, ...colourWords[colour], text };
}

/** Never 100.0% while a single row fails. */
const percent = (value: number) => `${(Math.floor(value * 1000) / 10).toFixed(1)}%`;

/** What the public sees in columns: indicators that are scored. */
const shown = (indicators: readonly Indicator[]) => indicators.filter(({ points }) => points > 0);

/** A scorecard as a table. */
export function qualityTable(
  { declared }: Pick<PublicQuality, 'declared'>,
  card: PublicScorecard,
  of: { caption: string; first: string; total: boolean; hrefOf?: (line: ScoreLine) => string },
): QualityTable {
  const columns = shown(declared.indicators);
  const line = (one: ScoreLine) => ({
    name: one.name,
    ...(of.hrefOf && one.key !== '' && { href: of.hrefOf(one) }),
    received: grouped(one.received),
    score: cellOf('得分', one.colour, one.score === null ? '' : one.score.toFixed(1)),
    cells: columns.map(({ code, name }) => {
      const figure = one.figures.find(({ indicator }) => indicator === code);
      return cellOf(name, figure?.colour ?? 'none', figure?.value == null ? '' : percent(figure.value));
    }),
  });
  const lines = of.total && card.lines.length > 1 ? [...card.lines, card.total] : card.lines;
  return { caption: of.caption, first: of.first, columns: columns.map(({ name }) => name), lines: lines.map(line) };
}

/** How challenges of the last year ended, as facts. */
export function challengeFacts(numbers: ChallengeNumbers | undefined): Fact[] {
  const { opened = 0, open = 0, overdue = 0, upheld = 0, partly = 0, dismissed = 0 } = numbers ?? {};
  const median = numbers?.medianDays ?? null;
  return [
    { label: '提出', value: `${grouped(opened)} 件` },
    { label: '核查中', value: `${grouped(open)} 件，其中逾期 ${grouped(overdue)} 件` },
    { label: '成立或部分成立', value: `${grouped(upheld + partly)} 件` },
    { label: '不成立', value: `${grouped(dismissed)} 件` },
    { label: '办结用时（中位数）', value: median === null ? '尚无办结' : `${median} 天` },
  ];
}

/** What stands below the tables on every page of the scorecard. */
export function qualityFoot({ declared }: PublicQuality, numbers: ChallengeNumbers | undefined) {
  return {
    indicators: shown(declared.indicators).map(({ name, meaning, source }) => ({ name, meaning, source })),
    challenges: challengeFacts(numbers),
    edition: declared.edition,
  };
}

/** The span in words. */
export function spanText({ from, until }: { from: string; until: string }): string {
  const words = (month: string) => `${Number(month.slice(0, 4))}年${Number(month.slice(5))}月`;
  return from === until ? words(from) : `${words(from)}至${words(until)}`;
}

const tones = { open: 'warning', upheld: 'good', partly: 'good', dismissed: 'neutral' } as const;

/** A challenge as everybody who has its address sees it. */
export function challengeView(
  found: NonNullable<Awaited<ReturnType<PublicQuality['challenge']>>>,
  names: { item: string; department: string },
): Extract<PageView, { kind: 'challenge' }> {
  const { state, ground, fieldLabel, openedAt, dueOn, decidedAt, answer } = found;
  const status: StatusView = { text: challengeStates[state], tone: tones[state] };
  const facts: Fact[] = [
    { label: '信息', value: names.item, href: `/subjects/${found.subjectCode}/records/${found.recordKey}` },
    { label: '提供部门', value: names.department, href: `/departments/${found.department}` },
    { label: '理由', value: challengeGrounds[ground] },
    { label: '有疑问的内容', value: fieldLabel ?? '整条信息' },
    { label: '提出日期', value: chineseDayOf(openedAt) },
    { label: '答复期限', value: dueOn === null ? '待该年度节假日安排公布后确定' : chineseDay(dueOn) },
    ...(decidedAt === null ? [] : [{ label: '答复日期', value: chineseDayOf(decidedAt) }]),
  ];
  return { kind: 'challenge', status, facts, answer };
}
