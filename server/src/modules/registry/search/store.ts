/** All SQL of search: loading the index, watching over it, and answering in its place. */
import { createHash } from 'node:crypto';
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';
import type { Position } from '../../../platform/events/index.ts';
import { eachCopiedRow } from './copy-rows.ts';
import type { IndexedSubject } from './segment.ts';

export const subjectsChanged = 'registry.subjects-changed';

const indexedColumns = 'subject_code, kind, name, name_folded, initials, status, region';

type SubjectRow = {
  subject_code: string;
  kind: string;
  name: string;
  name_folded: string;
  initials: string;
  status: string;
  region: string | null;
};

function indexed(row: SubjectRow): IndexedSubject {
  return {
    subjectCode: row.subject_code,
    kind: row.kind,
    name: row.name,
    nameFolded: row.name_folded,
    initials: row.initials,
    status: row.status,
    region: row.region,
  };
}

/** Calls `visit` with every subject of the store, as of one moment. */
export async function eachStoredSubject(client: PoolClient, visit: (subject: IndexedSubject) => void): Promise<void> {
  await eachCopiedRow(client, `select ${indexedColumns} from registry.subject`, (values) => {
    const [subjectCode, kind, name, nameFolded, initials, status, region] = values as [
      string,
      string,
      string,
      string,
      string,
      string,
      string | null,
    ];
    visit({ subjectCode, kind, name, nameFolded, initials, status, region });
  });
}

/** Calls `visit` with every value of registry.identifier. */
export async function eachStoredIdentifier(client: PoolClient, visit: (value: string) => void): Promise<void> {
  await eachCopiedRow(client, 'select value from registry.identifier', ([value]) => {
    if (typeof value === 'string') visit(value);
  });
}

export type ChangesOfBatches = { subjects: IndexedSubject[]; removed: string[]; identifiers: string[] };

/**
 * The present state of the subjects that batches touched last, and of those that are named, with their identifiers and the
 * codes that are no subjects any more. Null when there are more than `most`.
 */
export async function changesOfBatches(
  q: Queryable,
  batchIds: readonly number[],
  named: readonly string[],
  most: number,
): Promise<ChangesOfBatches | null> {
  const { rows } = await q.query<SubjectRow>(
    `select ${indexedColumns} from registry.subject where batch_id = any($1::bigint[]) or subject_code = any($3::text[]) limit $2`,
    [batchIds, most + 1, named],
  );
  if (rows.length > most) return null;
  const codes = rows.map((row) => row.subject_code);
  const there = new Set(codes);
  const identifiers = await q.query<{ value: string; gone: boolean }>(
    `select i.value, i.scheme = 'former-code'
            and not exists (select from registry.subject s where s.subject_code = i.value) as gone
       from registry.identifier i where i.subject_code = any($1::text[])`,
    [codes],
  );
  return {
    subjects: rows.map(indexed),
    removed: [
      ...identifiers.rows.filter((row) => row.gone).map((row) => row.value),
      ...named.filter((code) => !there.has(code)),
    ],
    identifiers: identifiers.rows.map((row) => row.value),
  };
}

/** Codes of the subjects that carry one of `values` as an identifier or former name; at most 1,000. */
export async function codesIdentifiedBy(q: Queryable, values: readonly string[]): Promise<string[]> {
  const { rows } = await q.query<{ subject_code: string }>(
    `select distinct i.subject_code from registry.identifier i
      where i.value = any($1::text[])
        and exists (select from registry.subject s where s.subject_code = i.subject_code)
      order by 1 limit 1000`,
    [values],
  );
  return rows.map((row) => row.subject_code);
}

/** What the outbox holds for us behind two positions. */
export type Unseen = {
  /** Age of the oldest unseen change in seconds; null when there is none. */
  ageSeconds: number | null;
  /** Everything before this transaction has been looked at. */
  horizon: string;
};

/** The oldest change announced behind both `applied` and `watched`, committed or about to be handed out. */
export async function unseenChanges(q: Queryable, applied: Position, watched: Position): Promise<Unseen> {
  const { rows } = await q.query<{ age: number | null; horizon: string }>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text as horizon,
            (select extract(epoch from clock_timestamp() - min(at))::float8 from platform.outbox
              where (written_by, event_id) > ($1::xid8, $2::bigint)
                and (written_by, event_id) > ($3::xid8, $4::bigint) and type = $5) as age`,
    [applied.transaction, applied.event, watched.transaction, watched.event, subjectsChanged],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the outbox gave no answer');
  return { ageSeconds: row.age, horizon: row.horizon };
}

/** Number and sum of fingerprints of subjects; equal for equal sets, whatever their order. */
export type Digest = { count: number; sum: number };

/** Digest of the store, and whether changes behind `applied` are visible to the very same snapshot. */
export async function storeDigest(q: Queryable, applied: Position): Promise<Digest & { pending: boolean }> {
  const { rows } = await q.query<{ count: number; sum: string; pending: boolean }>(
    `select count(*) as count,
            (coalesce(sum(('x' || substr(md5(concat_ws('|', ${indexedColumns.replace('region', "coalesce(region, '')")})), 1, 8))
              ::bit(32)::bigint), 0) % 4294967296)::text as sum,
            exists (select from platform.outbox
                     where (written_by, event_id) > ($1::xid8, $2::bigint) and type = $3) as pending
       from registry.subject`,
    [applied.transaction, applied.event, subjectsChanged],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the registry gave no digest');
  return { count: Number(row.count), sum: Number(row.sum), pending: row.pending };
}

/** Share of one subject in `Digest.sum`, the same as PostgreSQL computes. */
export function fingerprintOf(subject: IndexedSubject): number {
  const text = [
    subject.subjectCode,
    subject.kind,
    subject.name,
    subject.nameFolded,
    subject.initials,
    subject.status,
    subject.region ?? '',
  ].join('|');
  return createHash('md5').update(text).digest().readUInt32BE(0);
}
