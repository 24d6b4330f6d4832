/** The import scored against the generator's truth: whose row each became, and what each correction made of it. */
import type { TruthLine } from '../../src/modules/generator/index.ts';
import type { Db } from '../../src/platform/db/index.ts';

/** One kind of planted error: what should have been found, what was, rightly and wrongly. */
export interface Score {
  kind: string;
  /** What should have been found (matched, corrected, told). */
  wanted: number;
  right: number;
  wrong: number;
}

export const precisionOf = ({ right, wrong }: Pick<Score, 'right' | 'wrong'>) =>
  right + wrong === 0 ? 1 : right / (right + wrong);
export const recallOf = ({ right, wanted }: Pick<Score, 'right' | 'wanted'>) => (wanted === 0 ? 1 : right / wanted);

/** All kinds together. */
export function sumOf(scores: readonly Score[]): Score {
  const total = { kind: '合计', wanted: 0, right: 0, wrong: 0 };
  for (const { wanted, right, wrong } of scores) {
    total.wanted += wanted;
    total.right += right;
    total.wrong += wrong;
  }
  return total;
}

interface Stored {
  subject: string;
  payload: Record<string, unknown>;
}

const placed = (line: TruthLine) => line.expected === 'accepted' || line.expected === 'corrected';

function add(scores: Map<string, Score>, kind: string, part: Partial<Omit<Score, 'kind'>>): void {
  const score = scores.get(kind) ?? { kind, wanted: 0, right: 0, wrong: 0 };
  score.wanted += part.wanted ?? 0;
  score.right += part.right ?? 0;
  score.wrong += part.wrong ?? 0;
  scores.set(kind, score);
}

/** The stored value as the truth writes it. */
function valueIn({ payload, subject }: Stored, line: TruthLine): string {
  const value = payload[line.field ?? ''];
  if (typeof value === 'object' && value !== null) {
    const { amount, currency } = value as { amount: string; currency: string };
    return `${Number(amount)} ${currency}`;
  }
  // A code that was mended is kept in its own field, or is the subject itself.
  return value === undefined ? subject : String(value);
}

async function storedRows(db: Db): Promise<Map<string, Stored>> {
  const { rows } = await db.pool.query<{ place: string; subject: string; payload: Record<string, unknown> }>(
    `select batch_id || '#' || row_number as place, subject_code as subject, payload from records.record`,
  );
  return new Map(rows.map(({ place, ...stored }) => [place, stored]));
}

async function correctedRows(db: Db): Promise<Set<string>> {
  const { rows } = await db.pool.query<{ place: string }>(
    `select distinct batch_id || '#' || row_number as place from exchange.receipt
     where outcome = 'corrected' and before is distinct from after`,
  );
  return new Set(rows.map(({ place }) => place));
}

/**
 * Scores matching and corrections by kind of planted error; `clean` are all rows without one.
 * @param batchOf number of the batch that each file became
 */
export async function scoreImport(
  db: Db,
  truth: readonly TruthLine[],
  batchOf: ReadonlyMap<string, number>,
): Promise<{ matching: Score[]; corrections: Score[] }> {
  const stored = await storedRows(db);
  const corrected = await correctedRows(db);
  const matching = new Map<string, Score>();
  const corrections = new Map<string, Score>();
  const planted = new Set<string>();
  for (const line of truth) {
    const place = `${batchOf.get(line.file)}#${line.row}`;
    planted.add(place);
    const got = stored.get(place);
    const right = got !== undefined && placed(line) && got.subject === line.subject;
    add(matching, line.planted, {
      ...{ wanted: placed(line) ? 1 : 0, right: right ? 1 : 0, wrong: got !== undefined && !right ? 1 : 0 },
    });
    if (line.corrected === undefined) continue;
    const mended = got !== undefined && valueIn(got, line) === line.corrected;
    add(corrections, line.planted, { wanted: 1, right: mended ? 1 : 0, wrong: got !== undefined && !mended ? 1 : 0 });
  }
  for (const place of stored.keys()) if (!planted.has(place)) add(matching, 'clean', { wanted: 1, right: 1 });
  for (const place of corrected) if (!planted.has(place)) add(corrections, 'clean', { wrong: 1 });
  return { matching: [...matching.values()], corrections: [...corrections.values()] };
}
