/** The SQL of editions 版本 that are made here. */
import type { Metric, Scheme } from '@xinheng/contracts/rating.ts';
import type { Queryable } from '../../../platform/db/index.ts';

export interface EditionRow {
  edition_id: number;
  scheme: string;
  edition: string;
  state: 'draft' | 'submitted' | 'published' | 'dropped';
  version: number;
  body: Scheme;
  metrics: Metric[];
  based_on: string;
  reason: string;
  effective_from: string | null;
  drafted_by: string;
  drafted_at: string;
  submitted_by: string | null;
  submitted_at: string | null;
  signed_by: string | null;
  signed_at: string | null;
  returned: string | null;
}

const columns = `edition_id, scheme, edition, state, version, body, metrics, based_on, reason, effective_from, drafted_by,
  drafted_at, submitted_by, submitted_at, signed_by, signed_at, returned`;

/** Of each scheme the published edition that is in force on the day. */
export async function editionsInForce(q: Queryable, day: string): Promise<EditionRow[]> {
  const { rows } = await q.query<EditionRow>(
    `select distinct on (scheme) ${columns} from rating.edition
     where state = 'published' and effective_from <= $1 order by scheme, effective_from desc, edition_id desc`,
    [day],
  );
  return rows;
}

/** Every metric that a published edition has ever added: later editions may use them. */
export async function publishedMetrics(q: Queryable, day: string): Promise<Metric[]> {
  const { rows } = await q.query<{ metrics: Metric[] }>(
    `select metrics from rating.edition
     where state = 'published' and effective_from <= $1 and metrics <> '[]' order by edition_id`,
    [day],
  );
  return rows.flatMap(({ metrics }) => metrics);
}

/** One edition, locked until the transaction ends when `forUpdate`. */
export async function editionById(q: Queryable, id: number, forUpdate = false): Promise<EditionRow | null> {
  const { rows } = await q.query<EditionRow>(
    `select ${columns} from rating.edition where edition_id = $1 ${forUpdate ? 'for update' : ''}`,
    [id],
  );
  return rows[0] ?? null;
}

/** All editions, the newest first. */
export async function allEditions(q: Queryable): Promise<EditionRow[]> {
  const { rows } = await q.query<EditionRow>(
    `select ${columns} from rating.edition where state <> 'dropped' order by edition_id desc limit 200`,
  );
  return rows;
}

export type NewEdition = Pick<
  EditionRow,
  'scheme' | 'edition' | 'body' | 'metrics' | 'based_on' | 'reason' | 'drafted_by'
>;

/** @returns null when the name is taken */
export async function insertEdition(q: Queryable, of: NewEdition): Promise<number | null> {
  const { rows } = await q.query<{ edition_id: number }>(
    `insert into rating.edition (scheme, edition, body, metrics, based_on, reason, drafted_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing returning edition_id`,
    [of.scheme, of.edition, JSON.stringify(of.body), JSON.stringify(of.metrics), of.based_on, of.reason, of.drafted_by],
  );
  return rows[0]?.edition_id ?? null;
}

/** What an act changes of an edition that the caller holds locked; its version goes up. */
export async function changeEdition(
  q: Queryable,
  id: number,
  change: Partial<Omit<EditionRow, 'edition_id' | 'scheme' | 'drafted_at' | 'version'>>,
): Promise<void> {
  const values: unknown[] = [id];
  const sets = Object.entries(change).map(([column, value]) => {
    const json = column === 'body' || column === 'metrics';
    return `${column} = $${values.push(json ? JSON.stringify(value) : value)}`;
  });
  await q.query(
    `update rating.edition set ${[...sets, 'version = version + 1'].join(', ')} where edition_id = $1`,
    values,
  );
}

/** Whether a present verdict was given by another edition than the one in force. */
export async function anyOtherEdition(q: Queryable, editions: ReadonlyMap<string, string>): Promise<boolean> {
  const { rows } = await q.query<{ any: boolean }>(
    `select exists (
       select from unnest($1::text[], $2::text[]) as e (scheme, edition) where exists (
         select from rating.verdict v where v.scheme = e.scheme and v.recorded_until = 'infinity' and v.edition <> e.edition)
     ) as any`,
    [[...editions.keys()], [...editions.values()]],
  );
  return rows[0]?.any === true;
}
