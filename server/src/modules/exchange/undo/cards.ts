/**
 * Subjects' cards after an undo: made anew from the registrations and changes that still stand, merge by merge in the
 * order in which they came, by the very statements that made them the first time.
 */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { classifyIdentifier } from '@xinheng/contracts/codes/identifier.ts';
import { foldName } from '@xinheng/contracts/fold-name.ts';
import type { PoolClient } from 'pg';
import { businessToday } from '../../../platform/calendar/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type StagedTables, stagedTables } from '../../../platform/staging/index.ts';
import type { CheckedRow } from '../../quality/index.ts';
import { forgetCards, projectSubjects } from '../../registry/index.ts';
import { codesOf, subjectExtras } from '../staged-row.ts';
import { createStaging, dropStaging } from '../staging.ts';
import { planTable, standing } from './plan.ts';

export interface CardsMade {
  /** Subjects with a card made anew. */
  subjects: number;
  removed: number;
  /** Codes of all of them, for the search index; null when they are too many to name. */
  codes: string[] | null;
}

/** An event names at most so many subjects. */
const mostNamed = 5000;
const atOnce = 2000;

/** Items of which a record makes or changes its subject's card. */
export function cardItems(city: City): Map<string, CatalogueItem> {
  return new Map(
    city.catalogue.items.filter(({ subject }) => subject.role !== 'about').map((item) => [item.code, item]),
  );
}

/** Makes the cards of all subjects of the batch anew, or takes them away, after its versions have been undone. */
export async function remakeCards(client: PoolClient, city: City, batchId: number): Promise<CardsMade> {
  const items = cardItems(city);
  const subjects = `staging.undo_subjects_${batchId}`;
  const sources = `staging.undo_sources_${batchId}`;
  const tables = stagedTables(`undo_${batchId}`);
  await gather(client, { subjects, sources, plan: planTable(batchId), items });
  await createStaging(client, tables);
  await forgetCards(client, subjects);
  await describeSources(client, city, items, sources);
  const turns = await client.query<{ at: string; item: string }>(
    `select distinct at::text as at, item from ${sources} where described is not null order by at, item`,
  );
  for (const { at, item } of turns.rows) await replay(client, tables, sources, at, items.get(item) as CatalogueItem);
  const { rows } = await client.query<{ subjects: number; removed: number }>(
    `select count(*) filter (where not gone) as subjects, count(*) filter (where gone) as removed from ${subjects}`,
  );
  const made = rows[0] as { subjects: number; removed: number };
  const named = made.subjects + made.removed <= mostNamed;
  const codes = named ? await client.query<{ subject_code: string }>(`select subject_code from ${subjects}`) : null;
  await dropStaging(client, tables);
  await client.query(`drop table ${subjects}, ${sources}`);
  return { ...made, codes: codes?.rows.map((row) => row.subject_code) ?? null };
}

async function gather(
  client: PoolClient,
  of: { subjects: string; sources: string; plan: string; items: Map<string, CatalogueItem> },
): Promise<void> {
  const { subjects, sources, plan, items } = of;
  const registering = [...items.values()].filter(({ subject }) => subject.role === 'registers').map(({ code }) => code);
  await client.query(`
    create unlogged table ${subjects} (subject_code text collate "C" primary key, gone boolean not null default false)
      with (autovacuum_enabled = off);
    create unlogged table ${sources} (id bigint generated always as identity primary key, at timestamptz not null, item text collate "C" not null,
      subject_code text collate "C" not null, record_key uuid not null, version integer not null,
      described jsonb) with (autovacuum_enabled = off);
    -- What another batch says too changes no card.
    insert into ${subjects} select distinct subject_code from ${plan} where reason is distinct from 'repeated';
    analyze ${subjects}`);
  // A version counts from the moment on at which somebody who still stands behind it said so first.
  await client.query(
    `insert into ${sources} (at, item, subject_code, record_key, version)
     select e.at, r.item, r.subject_code, r.record_key, r.version
     from ${subjects} s join records.record r on r.subject_code = s.subject_code and r.item = any($1) and r.state <> 'withdrawn'
     cross join lateral (
       select case when r.undo_of is null and ${standing('r.batch_id', 'r.row_number')} then r.recorded_from else (
         select min(b.finished_at) from exchange.repeated_row q join exchange.batch b using (batch_id)
         where q.subject_code = r.subject_code and q.record_key = r.record_key and q.known_from = r.recorded_from
           and ${standing('q.batch_id', 'q.row_number')}) end as at) e
     where e.at is not null`,
    [[...items.keys()]],
  );
  await client.query(`create index on ${sources} (at, item)`);
  await client.query(`analyze ${sources}`);
  await client.query(
    `update ${subjects} s set gone = true
     where not exists (select from ${sources} o where o.subject_code = s.subject_code and o.item = any($1))`,
    [registering],
  );
  await client.query(`delete from ${sources} o using ${subjects} s where s.gone and s.subject_code = o.subject_code`);
}

/** What a stored record says of its subject beside its payload: kept nowhere, so read again. */
async function describeSources(
  client: PoolClient,
  city: City,
  items: Map<string, CatalogueItem>,
  sources: string,
): Promise<void> {
  const today = businessToday();
  for (let after = 0; ; ) {
    const { rows } = await client.query<{ id: number; item: string; payload: CheckedRow['values'] }>(
      `select o.id, o.item, r.payload from ${sources} o join records.record r using (subject_code, record_key, version)
       where o.id > $1 order by o.id limit $2`,
      [after, atOnce],
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.id;
    const described = rows.map(({ id, item, payload }) => ({
      id,
      said: describe(city, items.get(item) as CatalogueItem, payload, today),
    }));
    await client.query(
      `update ${sources} o set described = d.said from jsonb_to_recordset($1::jsonb) as d(id bigint, said jsonb) where d.id = o.id`,
      [JSON.stringify(described)],
    );
  }
}

function describe(city: City, item: CatalogueItem, values: CheckedRow['values'], today: string) {
  const own = values[item.identity.name ?? ''];
  const name = typeof own === 'string' ? own : null;
  const candidates = item.identity.codes.flatMap((field) => {
    const value = values[field];
    const reading = typeof value === 'string' ? classifyIdentifier(value, today) : null;
    return reading?.ok ? reading.candidates : [];
  });
  const subject = subjectExtras({ item, city }, { values, name }, codesOf(candidates));
  return { name, folded: name === null ? null : foldName(name), subject };
}

async function replay(
  client: PoolClient,
  tables: StagedTables,
  sources: string,
  at: string,
  item: CatalogueItem,
): Promise<void> {
  await client.query(`truncate ${tables.rows}, ${tables.verdicts}`);
  const joined = `${sources} o join records.record r using (subject_code, record_key, version) where o.at = $1 and o.item = $2`;
  await client.query(
    `insert into ${tables.rows} (batch_id, row_number, outcome, name, name_folded, record_key, content_hash, precedence,
       filled, occurred_on, payload, subject)
     select r.batch_id, r.row_number, 'accepted', o.described->>'name', o.described->>'folded', r.record_key,
       r.content_hash, '', 0, r.occurred_on, r.payload, o.described->'subject' from ${joined}`,
    [at, item.code],
  );
  await client.query(
    `insert into ${tables.verdicts} (batch_id, row_number, subject_code, record_key, content_hash, precedence, filled, outcome)
     select r.batch_id, r.row_number, r.subject_code, r.record_key, r.content_hash, '', 0, 'accepted' from ${joined}`,
    [at, item.code],
  );
  await client.query(`analyze ${tables.rows}`);
  await client.query(`analyze ${tables.verdicts}`);
  await projectSubjects(client, tables, item);
}
