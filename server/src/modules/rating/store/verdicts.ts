/** The SQL of judgement: measures subjects, writes verdicts that have changed, reads them. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { RatingRules, Scheme } from '@xinheng/contracts/rating.ts';
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';
import { measureColumns, measureSql } from '../compile/measure-sql.ts';
import { schemeSql } from '../compile/scheme-sql.ts';

export interface Judged {
  /** Subjects whose metrics were taken. */
  measured: number;
  /** Verdicts that are new or another, by scheme. */
  changed: Record<string, number>;
}

export interface JudgeRequest {
  rules: RatingRules;
  items: readonly CatalogueItem[];
  /** The business day, YYYY-MM-DD. */
  day: string;
  /** Only these subjects; the whole city when absent. */
  codes?: readonly string[];
}

/** One judge at a time: verdicts close one another. */
const judgeLock = `select pg_advisory_xact_lock(hashtextextended('rating judge', 0))`;

/**
 * Judges inside the caller's transaction: one pass over the records for all metrics, one statement a scheme. A verdict that
 * says the same as the present one is not written.
 */
export async function judge(client: PoolClient, request: JudgeRequest): Promise<Judged> {
  const { rules, items, day, codes } = request;
  await client.query(judgeLock);
  await client.query(`set local work_mem = '256MB'; set local statement_timeout = 0`);
  // Straight after a load the statistics know nothing of it, and the sums of everybody were joined one by one: 12 minutes
  // instead of a second for 50,000 subjects.
  if (codes === undefined) await client.query('set local enable_nestloop = off');
  await client.query('drop table if exists pg_temp.measured');
  await client.query(`create temporary table measured (${measureColumns(rules.metrics)}) on commit drop`);
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const select = measureSql(rules.metrics, {
    ...{ items, bind, day: `${bind(day)}::date` },
    ...(codes && { codes: bind(codes) }),
  });
  const { rowCount } = await client.query(`insert into measured ${select}`, values);
  await client.query('analyze measured');
  const changed: Record<string, number> = {};
  for (const scheme of rules.schemes) changed[scheme.code] = await writeVerdicts(client, request, scheme);
  await writeDue(client, codes);
  return { measured: rowCount ?? 0, changed };
}

async function writeVerdicts(client: PoolClient, request: JudgeRequest, scheme: Scheme): Promise<number> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { concerns, result, points, parts, grounds } = schemeSql(scheme, request.rules.metrics, bind);
  const [code, edition, day] = [bind(scheme.code), bind(scheme.edition), bind(request.day)];
  const only = request.codes === undefined ? '' : `and v.subject_code = any(${bind(request.codes)}::text[])`;
  const { rows } = await client.query<{ changed: number }>(
    `with judged as (
       select m.subject_code, ${result} as result, ${points} as points, ${parts} as parts, ${grounds} as grounds
       from measured m join registry.subject s using (subject_code) where ${concerns}
     ), present as (
       select v.subject_code, v.result, v.points, v.parts, v.grounds, v.edition from rating.verdict v
       where v.scheme = ${code} and v.recorded_until = 'infinity' ${only}
     ), differing as (
       select subject_code, j.result, j.points, j.parts, j.grounds, p.result is not null as had
       from judged j full join present p using (subject_code)
       where j.result is distinct from p.result or j.points is distinct from p.points or j.parts is distinct from p.parts
          or j.grounds is distinct from p.grounds or p.edition is distinct from ${edition}
     ), closed as (
       update rating.verdict v set recorded_until = transaction_timestamp() from differing d
       where d.had and v.scheme = ${code} and v.subject_code = d.subject_code and v.recorded_until = 'infinity'
     ), opened as (
       insert into rating.verdict (subject_code, scheme, result, points, parts, grounds, edition, judged_on, recorded_from)
       select subject_code, ${code}, result, points, parts, grounds, ${edition}, ${day}, transaction_timestamp()
       from differing where result is not null
     )
     select count(*) as changed from differing`,
    values,
  );
  return rows[0]?.changed ?? 0;
}

async function writeDue(client: PoolClient, codes: readonly string[] | undefined): Promise<void> {
  await client.query(
    `delete from rating.due d ${codes ? 'where d.subject_code = any($1::text[]) and' : 'where'}
       not exists (select from measured m where m.subject_code = d.subject_code and m.due < 'infinity')`,
    codes ? [codes] : [],
  );
  await client.query(
    `insert into rating.due as d select subject_code, due from measured where due < 'infinity'
     on conflict (subject_code) do update set due = excluded.due where d.due <> excluded.due`,
  );
}

/** Subjects whose verdict may have changed by the mere passing of days, the longest overdue first. */
export async function dueSubjects(q: Queryable, day: string, limit: number): Promise<string[]> {
  const { rows } = await q.query<{ subject_code: string }>(
    'select subject_code from rating.due where due <= $1 order by due, subject_code limit $2',
    [day, limit],
  );
  return rows.map((row) => row.subject_code);
}

/**
 * Subjects that batches concern: those whose records or cards they wrote, those from which a record was taken, and the
 * former codes of those that were re-keyed. At most `limit`, in no order.
 */
export async function subjectsOfBatches(q: Queryable, batches: readonly number[], limit: number): Promise<string[]> {
  const { rows } = await q.query<{ subject_code: string }>(
    `with touched as (
       select subject_code from records.record where batch_id = any($1)
       union select subject_code from records.record where undo_of = any($1)
       union select subject_code from registry.subject where batch_id = any($1)
       limit $2
     )
     select subject_code from touched
     union select i.value from touched join registry.identifier i using (subject_code) where i.scheme = 'former-code'`,
    [batches, limit],
  );
  return rows.map((row) => row.subject_code);
}

/** Keeps what a nightly pass over the whole city found: verdicts that should have been written before. */
export async function writeReconciliation(client: PoolClient, day: string, judged: Judged): Promise<void> {
  await client.query('insert into rating.reconciliation (judged_on, measured, corrected) values ($1, $2, $3)', [
    day,
    judged.measured,
    JSON.stringify(judged.changed),
  ]);
}

/** Whether anybody has been judged yet. */
export async function anyVerdict(q: Queryable): Promise<boolean> {
  const { rows } = await q.query<{ any: boolean }>('select exists (select from rating.verdict) as any');
  return rows[0]?.any === true;
}

export interface VerdictRow {
  subject_code: string;
  scheme: string;
  result: string;
  points: number | null;
  parts: number[] | null;
  grounds: string[];
  edition: string;
  judged_on: string;
  recorded_from: string;
  recorded_until: string | null;
}

/** What was said of a subject, newest first. */
export async function verdictsOf(q: Queryable, subjectCode: string, scheme?: string): Promise<VerdictRow[]> {
  const { rows } = await q.query<VerdictRow>(
    `select subject_code, scheme, result, points, parts, grounds, edition, judged_on, recorded_from,
       nullif(recorded_until, 'infinity') as recorded_until
     from rating.verdict where subject_code = $1 and ($2::text is null or scheme = $2)
     order by scheme, recorded_from desc`,
    [subjectCode, scheme ?? null],
  );
  return rows;
}

/** How many subjects have each result of a scheme now. */
export async function countResults(q: Queryable, scheme: string): Promise<{ result: string; subjects: number }[]> {
  const { rows } = await q.query<{ result: string; subjects: number }>(
    `select result, count(*) as subjects from rating.verdict where scheme = $1 and recorded_until = 'infinity'
     group by result order by result`,
    [scheme],
  );
  return rows;
}

/** Keeps the counts of the day, for lines over time; a repeated pass of a day writes them anew. */
export async function writeDayCounts(client: PoolClient, day: string): Promise<void> {
  await client.query('delete from rating.day_count where judged_on = $1', [day]);
  await client.query(
    `insert into rating.day_count (judged_on, scheme, result, region, subjects)
     select $1::date, v.scheme, v.result, s.region, count(*)::integer
     from rating.verdict v join registry.subject s using (subject_code) where v.recorded_until = 'infinity'
     group by v.scheme, v.result, s.region`,
    [day],
  );
}

export interface Share {
  value: string | null;
  result: string;
  subjects: number;
}

/** Present results of a scheme by district or industry (门类). */
export async function sharesBy(q: Queryable, scheme: string, by: 'region' | 'industry'): Promise<Share[]> {
  const { rows } = await q.query<Share>(
    `select ${by === 'region' ? 's.region' : 'left(s.industry, 1)'} as value, v.result, count(*)::integer as subjects
     from rating.verdict v join registry.subject s using (subject_code)
     where v.scheme = $1 and v.recorded_until = 'infinity' group by 1, 2 order by 1, 2`,
    [scheme],
  );
  return rows;
}

/** Counts of a scheme on the days on which they were kept: the last of each month, and the last month's days. */
export async function trendOf(
  q: Queryable,
  scheme: string,
): Promise<{ day: string; result: string; subjects: number }[]> {
  const { rows } = await q.query<{ day: string; result: string; subjects: number }>(
    `with days as (
       select distinct judged_on from rating.day_count where scheme = $1
     ), shown as (
       select judged_on from days where judged_on > (select max(judged_on) - 31 from days)
       union select max(judged_on) from days group by date_trunc('month', judged_on)
     )
     select c.judged_on as day, c.result, sum(c.subjects)::integer as subjects
     from rating.day_count c join shown using (judged_on) where c.scheme = $1 group by 1, 2 order by 1, 2`,
    [scheme],
  );
  return rows;
}
