/** Reading judgements: a subject's in full for one reader, its history, and counts of the city. */
import type { PastVerdict, ResultCounts, SubjectJudgement } from '@xinheng/contracts/judgement.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import type { City } from '../../platform/city/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
import { rulesOn } from './editions.ts';
import { isConcerned } from './explain.ts';
import { judgedScheme, resultOf, type SeenRecords } from './judgement.ts';
import { type JudgedCard, readFacts } from './store/facts.ts';
import { countResults, type VerdictRow, verdictsOf } from './store/verdicts.ts';

export interface JudgementRequest {
  subjectCode: string;
  seen: SeenRecords;
  /** Internal schemes too. */
  internal: boolean;
  day?: string | undefined;
  knownAt?: string | undefined;
  /** The card of that day, where it is another one than today's. */
  card?: JudgedCard | undefined;
}

/** @returns null for a subject that is not registered */
export async function readJudgement(
  q: Queryable,
  city: City,
  { subjectCode, seen, internal, day = businessToday(), knownAt, card }: JudgementRequest,
): Promise<SubjectJudgement | null> {
  const { rules } = await rulesOn(q, city, day);
  const facts = await readFacts(q, { rules, items: city.catalogue.items, subjectCode, day, knownAt, card });
  if (!facts) return null;
  const past = day === businessToday() && knownAt === undefined ? await verdictsOf(q, subjectCode) : [];
  const ground = {
    ...{ rules, facts, day, seen },
    itemName: (code: string) => city.catalogue.items.find((item) => item.code === code)?.name ?? code,
    departmentName: (code: string) => city.departments.find((one) => one.code === code)?.name ?? code,
    since: (scheme: string) => sinceOf(past.filter((verdict) => verdict.scheme === scheme)),
  };
  const schemes = rules.schemes
    .filter((scheme) => (internal || scheme.publicity === 'public') && isConcerned(scheme, facts))
    .map((scheme) => judgedScheme(ground, scheme));
  return { subjectCode, day, knownAt: knownAt ?? null, schemes };
}

/** The day from which the present result has stood, whatever its points were; newest first. */
function sinceOf(verdicts: readonly VerdictRow[]): string | null {
  const [present] = verdicts;
  if (!present || present.recorded_until !== null) return null;
  let since = present.judged_on;
  for (const earlier of verdicts) {
    if (earlier.result !== present.result) break;
    since = earlier.judged_on;
  }
  return since;
}

/** Everything that was ever said of a subject, newest first. */
export async function readHistory(
  q: Queryable,
  city: City,
  { subjectCode, internal }: { subjectCode: string; internal: boolean },
): Promise<PastVerdict[]> {
  const { rules } = await rulesOn(q, city, businessToday());
  const schemes = new Map(rules.schemes.map((scheme) => [scheme.code, scheme]));
  return (await verdictsOf(q, subjectCode)).flatMap((verdict) => {
    const scheme = schemes.get(verdict.scheme);
    if (!scheme || !(internal || scheme.publicity === 'public')) return [];
    return {
      ...{ scheme: verdict.scheme, title: scheme.title, result: resultOf(scheme, verdict.result) },
      ...{ points: verdict.points === null ? null : verdict.points / 100, edition: verdict.edition },
      ...{ judgedOn: verdict.judged_on, recordedFrom: verdict.recorded_from, recordedUntil: verdict.recorded_until },
    };
  });
}

/** How many subjects have each result of each scheme. */
export async function readCounts(
  q: Queryable,
  city: City,
  { kind, internal }: { kind?: 'colours' | 'points'; internal: boolean },
): Promise<ResultCounts[]> {
  const day = businessToday();
  const { rules } = await rulesOn(q, city, day);
  const asked = rules.schemes.filter(
    (scheme) => (internal || scheme.publicity === 'public') && (kind === undefined || scheme.kind === kind),
  );
  const counts: ResultCounts[] = [];
  for (const scheme of asked) {
    const found = new Map(
      (await countResults(q, scheme.code)).map(({ result, subjects }) => [result, Number(subjects)]),
    );
    const total = [...found.values()].reduce((sum, subjects) => sum + subjects, 0);
    counts.push({
      ...{
        scheme: scheme.code,
        title: scheme.title,
        kind: scheme.kind,
        edition: scheme.edition,
        source: scheme.source,
      },
      ...{ asOf: day, total },
      results: scheme.results.map(({ code }) => {
        const subjects = found.get(code) ?? 0;
        return { ...resultOf(scheme, code), subjects, share: total === 0 ? 0 : subjects / total };
      }),
    });
  }
  return counts;
}
