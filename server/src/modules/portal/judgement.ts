/** 信用评判 in the words of the portal: lines on the subject's page, the page that opens them, bars of the city. Pure but for reading. */
import type {
  JudgedIndicator,
  JudgedMetric,
  JudgedRecord,
  JudgedResult,
  JudgedScheme,
  ResultCounts,
  SubjectJudgement,
} from '@xinheng/contracts/judgement.ts';
import type {
  CountedMetric,
  CountedRecord,
  CountsView,
  JudgedLine,
  JudgedView,
  ResultView,
} from '@xinheng/contracts/portal.ts';
import type { Clocks, RecordView } from '../records/index.ts';
import type { Portal } from './pages.ts';
import { namesOf, publicRecords } from './records.ts';
import { chineseDay, typeset } from './wording.ts';

const colours = new Set(['green', 'yellow', 'orange', 'red']);

/** A result with its colour, if it is one. */
export function resultView({ code, name, shape }: JudgedResult): ResultView {
  return { name, shape, colour: colours.has(code) ? (code as ResultView['colour']) : 'none' };
}

const pointsText = (points: number) => points.toLocaleString('zh-CN', { maximumFractionDigits: 2 });

function lineOf(scheme: JudgedScheme): JudgedLine {
  const notes = [
    ...(scheme.points === null ? [] : [`${pointsText(scheme.points)} 分（满分 ${pointsText(scheme.total ?? 0)} 分）`]),
    ...(scheme.since === null ? [] : [`自${chineseDay(scheme.since)}起`]),
  ];
  return {
    title: scheme.title,
    result: resultView(scheme.result),
    note: notes.join('，'),
    grounds: scheme.grounds.map(({ title }) => title),
  };
}

/** Today's judgement as the public may know it: the records that it may see now and no others. */
export async function readJudged(
  portal: Portal,
  subjectCode: string,
  records: readonly RecordView[],
): Promise<SubjectJudgement | null> {
  const shown = publicRecords(records, namesOf(portal.reads));
  const basis = ({ payload }: RecordView) => (typeof payload.basis === 'string' ? payload.basis : null);
  const seen = new Map(shown.map((record) => [record.recordKey, { basis: basis(record) }]));
  return portal.reads.judgements.ofSubject(subjectCode, seen);
}

/** The lines of the subject's page. A past day shows none: what was judged then may rest on what is public no more. */
export async function judgedLines(
  portal: Portal,
  subjectCode: string,
  clocks: Clocks,
  records: readonly RecordView[],
): Promise<{ judged: JudgedLine[]; judgedHref: string }> {
  const judgedHref = `/subjects/${subjectCode}/judgement`;
  if (clocks.asOf !== undefined || clocks.knownAt !== undefined) return { judged: [], judgedHref };
  const judgement = await readJudged(portal, subjectCode, records);
  return { judged: (judgement?.schemes ?? []).map(lineOf), judgedHref };
}

function recordLine(code: string, record: JudgedRecord): CountedRecord {
  const day = record.occurredOn === null ? '' : `（${chineseDay(record.occurredOn)}）`;
  const until = record.last === null ? '直至解除' : `至${chineseDay(record.last)}`;
  return {
    text: `${record.itemName}${record.documentNumber === null ? day : ` ${record.documentNumber}`}`,
    department: record.departmentName,
    counted: `自${chineseDay(record.first)}起计入，${until}`,
    basis: record.basis === null ? null : [...record.basis].slice(0, 160).join(''),
    href: `/subjects/${code}/records/${record.recordKey}`,
  };
}

const unseenText = (unseen: number) => (unseen === 0 ? null : `另有 ${unseen} 条不对社会公开的信息`);

function metricView(code: string, metric: JudgedMetric): CountedMetric {
  return {
    title: metric.title,
    value: pointsText(metric.value),
    source: typeset(metric.source),
    records: metric.records.map((record) => recordLine(code, record)),
    unseen: unseenText(metric.unseen),
  };
}

function indicatorView(code: string, one: JudgedIndicator): JudgedView['groups'][number]['indicators'][number] {
  return {
    title: one.title,
    points: pointsText(one.points),
    full: pointsText(one.full),
    source: typeset(one.source),
    // What is 0 explains nothing.
    metrics: one.metrics.filter(({ value }) => value !== 0).map((metric) => metricView(code, metric)),
  };
}

/** One scheme with everything that it rests on. */
export function judgedView(code: string, scheme: JudgedScheme): JudgedView {
  return {
    ...lineOf(scheme),
    code: scheme.scheme,
    edition: scheme.edition,
    source: typeset(scheme.source),
    reasons: scheme.grounds.map((ground) => ({
      ...{ title: ground.title, result: ground.result, lift: typeset(ground.lift), source: typeset(ground.source) },
      metrics: ground.metrics.map((metric) => metricView(code, metric)),
    })),
    groups: scheme.groups.map(({ title, indicators }) => ({
      title,
      points: pointsText(indicators.reduce((sum, { points }) => sum + Math.round(points * 100), 0) / 100),
      indicators: indicators.map((one) => indicatorView(code, one)),
    })),
    changes: scheme.changes
      .slice(0, 6)
      .map(
        ({ on, result, points }) =>
          `${chineseDay(on)}起，${result.name}${points === null ? '' : `，${pointsText(points)} 分`}`,
      ),
    lifts: scheme.lifts.map((lift) => ({
      result: resultView(lift.result),
      byItself: lift.byItself === null ? null : chineseDay(lift.byItself),
      actions: lift.actions.map(typeset),
      records: lift.records.map((record) => recordLine(code, record)),
      unseen: unseenText(lift.unseen),
    })),
  };
}

/** Counts of a scheme as bars. */
export function countsView(counts: ResultCounts): CountsView {
  const most = Math.max(1, ...counts.results.map(({ subjects }) => subjects));
  return {
    title: counts.title,
    edition: counts.edition,
    source: typeset(counts.source),
    total: counts.total.toLocaleString('zh-CN'),
    bars: counts.results.map((one) => ({
      result: resultView(one),
      subjects: one.subjects.toLocaleString('zh-CN'),
      share: `${(one.share * 100).toFixed(one.share > 0 && one.share < 0.001 ? 3 : 1)}%`,
      width: one.subjects / most,
    })),
  };
}
