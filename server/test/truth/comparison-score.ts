/** Comparison scored against what was planted: what is told, and what accepting every proposal makes of the records. */
import { decideDifference } from '../../src/modules/comparison/index.ts';
import type { City } from '../../src/platform/city/index.ts';
import type { Db } from '../../src/platform/db/index.ts';
import type { PlantedDifference } from './comparison-plants.ts';
import type { Score } from './import-score.ts';

interface Told {
  id: string;
  revision: number;
  rule: string;
  subject: string;
  other: string | null;
  proposed: string | null;
}

/** Open differences, without those of `before`. */
export async function openDifferences(db: Db, before: ReadonlySet<string> = new Set()): Promise<Told[]> {
  const { rows } = await db.pool.query<Told>(
    `select difference_id as id, revision, rule, subject_code as subject, other_subject as other, proposed
     from comparison.difference where state = 'open'`,
  );
  return rows.filter(({ id }) => !before.has(id));
}

/** Scores by kind; what was told about nothing planted counts as wrong under `not planted`. */
export function scoreDifferences(truth: readonly PlantedDifference[], told: readonly Told[]): Score[] {
  const scores = new Map<string, Score>();
  const used = new Set<string>();
  for (const { kind, rule, subject } of truth) {
    const score = scores.get(kind) ?? { kind, wanted: 0, right: 0, wrong: 0 };
    scores.set(kind, score);
    const about = told.filter((one) => one.subject === subject || one.other === subject);
    const right = about.filter((one) => one.rule === rule);
    for (const { id } of about) used.add(id);
    score.wanted += rule === null ? 0 : 1;
    score.right += right.length > 0 ? 1 : 0;
    score.wrong += about.length - right.length;
  }
  const strangers = told.filter(({ id }) => !used.has(id)).length;
  return [...scores.values(), { kind: 'not planted', wanted: 0, right: 0, wrong: strangers }];
}

/** Accepts every proposal about what was planted and reads what the records say then. */
export async function scoreCorrections(
  db: Db,
  city: City,
  truth: readonly PlantedDifference[],
  told: readonly Told[],
): Promise<Score[]> {
  const scores = new Map<string, Score>();
  for (const { kind, rule, subject, truth: value } of truth) {
    if (value === undefined) continue;
    const score = scores.get(kind) ?? { kind, wanted: 0, right: 0, wrong: 0 };
    scores.set(kind, score);
    score.wanted += 1;
    const one = told.find((candidate) => candidate.rule === rule && candidate.subject === subject);
    if (!one?.proposed) continue;
    await decideDifference({ db, city, viewer: { kind: 'operator', name: 'truth' } }, one.id, {
      ...{ decision: one.proposed as 'left' | 'right', reason: '按建议', revision: one.revision },
    });
    const { rows } = await db.pool.query<{ now: string | null }>(
      `select case d.rule when 'name-differs-from-register' then r.payload->>'name'
         when 'representative-differs-from-register' then r.payload->>'legalRepresentative'
         when 'address-self-published' then r.payload->>'address' else r.payload->>'state' end as now
       from comparison.difference d join records.record r on r.subject_code = d.subject_code
         and r.record_key = d.left_record and r.recorded_until = 'infinity'
       where d.difference_id = $1`,
      [one.id],
    );
    if (rows[0]?.now === value) score.right += 1;
    else score.wrong += 1;
  }
  return [...scores.values()];
}
