/** The SQL of 回测: the whole city judged by two editions side by side, nothing written but what differs. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Metric, Scheme } from '@xinheng/contracts/rating.ts';
import type { PoolClient } from 'pg';
import type { Queryable } from '../../../platform/db/index.ts';
import { measureColumns, measureSql } from '../compile/measure-sql.ts';
import { schemeSql } from '../compile/scheme-sql.ts';

export interface BacktestRow {
  backtest_id: number;
  edition_id: number;
  version: number;
  state: 'waiting' | 'done' | 'failed';
  against: string;
  asked_by: string;
  asked_at: string;
  done_at: string | null;
  fault: string | null;
}

const columns = 'backtest_id, edition_id, version, state, against, asked_by, asked_at, done_at, fault';

/** The latest back-test of an edition. */
export async function backtestOf(q: Queryable, edition: number): Promise<BacktestRow | null> {
  const { rows } = await q.query<BacktestRow>(
    `select ${columns} from rating.backtest where edition_id = $1 order by backtest_id desc limit 1`,
    [edition],
  );
  return rows[0] ?? null;
}

/** One back-test. */
export async function backtestById(q: Queryable, id: number): Promise<BacktestRow | null> {
  const { rows } = await q.query<BacktestRow>(`select ${columns} from rating.backtest where backtest_id = $1`, [id]);
  return rows[0] ?? null;
}

export async function insertBacktest(
  q: Queryable,
  of: { edition: number; version: number; against: string; askedBy: string },
): Promise<number> {
  const { rows } = await q.query<{ backtest_id: number }>(
    `insert into rating.backtest (edition_id, version, against, asked_by) values ($1, $2, $3, $4) returning backtest_id`,
    [of.edition, of.version, of.against, of.askedBy],
  );
  return rows[0]?.backtest_id as number;
}

export async function endBacktest(q: Queryable, id: number, state: 'done' | 'failed', fault?: string): Promise<void> {
  await q.query(
    'update rating.backtest set state = $2, fault = $3, done_at = transaction_timestamp() where backtest_id = $1',
    [id, state, fault ?? null],
  );
}

export interface Trial {
  backtest: number;
  metrics: readonly Metric[];
  items: readonly CatalogueItem[];
  present: Scheme;
  draft: Scheme;
  day: string;
  /** Keep every subject that moves, not the counts alone. */
  moves: boolean;
}

/**
 * Judges everybody on a day by both editions: one pass over the records, counts of who is where, and with `moves` each
 * subject whose result differs. Records and cards are those known now.
 */
export async function tryOn(client: PoolClient, { backtest, metrics, items, present, draft, day, moves }: Trial) {
  await client.query(`set local work_mem = '256MB'; set local statement_timeout = 0; set local enable_nestloop = off`);
  await client.query('drop table if exists pg_temp.measured');
  await client.query(`create temporary table measured (${measureColumns(metrics)}) on commit drop`);
  const measuring: unknown[] = [];
  const bindDay = (value: unknown) => `$${measuring.push(value)}`;
  const select = measureSql(metrics, { items, bind: bindDay, day: `${bindDay(day)}::date` });
  await client.query(`insert into measured ${select}`, measuring);
  await client.query('analyze measured');
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const [before, after] = [schemeSql(present, metrics, bind), schemeSql(draft, metrics, bind)];
  const [id, judgedOn] = [bind(backtest), bind(day)];
  const moved = `moved as (
    insert into rating.backtest_move (backtest_id, subject_code, before, after, points_before, points_after, grounds)
    select ${id}, subject_code, before, after, points_before, points_after, grounds from both_ways where before is distinct from after
  ),`;
  await client.query(
    `with both_ways as materialized (
       select m.subject_code, case when ${before.concerns} then ${before.result} end as before,
         case when ${after.concerns} then ${after.result} end as after,
         ${before.points} as points_before, ${after.points} as points_after, ${after.grounds} as grounds,
         -- Bound with the rest; PostgreSQL refuses a parameter that nothing uses.
         ${before.grounds} as grounds_before, ${before.parts} as parts_before, ${after.parts} as parts_after
       from measured m join registry.subject s using (subject_code)
       where s.established_on is null or s.established_on <= ${judgedOn}::date
     ), ${moves ? moved : ''}
     counted as (select before, after, count(*)::integer as subjects from both_ways
       where before is not null or after is not null group by before, after)
     insert into rating.backtest_count (backtest_id, judged_on, before, after, subjects)
     select ${id}, ${judgedOn}::date, before, after, subjects from counted`,
    values,
  );
}

export interface CountRow {
  judged_on: string;
  before: string | null;
  after: string | null;
  subjects: number;
}

/** Who moves from where to where, on each day tested. */
export async function countsOf(q: Queryable, backtest: number): Promise<CountRow[]> {
  const { rows } = await q.query<CountRow>(
    `select judged_on, before, after, subjects from rating.backtest_count where backtest_id = $1
     order by judged_on desc, before, after`,
    [backtest],
  );
  return rows;
}

export interface Breakdown {
  by: 'region' | 'industry' | 'size';
  value: string | null;
  before: string | null;
  after: string | null;
  subjects: number;
}

/** The moves of the last day by district, industry and registered capital. */
export async function breakdownOf(q: Queryable, backtest: number): Promise<Breakdown[]> {
  const { rows } = await q.query<Breakdown>(
    `with moved as (
       select v.before, v.after, s.region, s.industry,
         case when s.capital_amount is null then '未登记' when s.capital_amount < 1000000 then '不足100万元'
           when s.capital_amount < 10000000 then '100万至1000万元' else '1000万元以上' end as size
       from rating.backtest_move v join registry.subject s using (subject_code) where v.backtest_id = $1)
     select b.by, b.value, m.before, m.after, count(*)::integer as subjects
     from moved m cross join lateral (values ('region', m.region), ('industry', m.industry), ('size', m.size)) b (by, value)
     group by b.by, b.value, m.before, m.after order by b.by, subjects desc, b.value`,
    [backtest],
  );
  return rows;
}

export interface Sampled {
  subjectCode: string;
  name: string;
  before: string | null;
  after: string | null;
  grounds: string[];
}

/**
 * 误伤抽样: of every kind of move up to `each` subjects that rest on a single ground, in an order that anybody can
 * repeat (SHA-256 of back-test and code).
 */
export async function sampleOf(q: Queryable, backtest: number, each = 10): Promise<Sampled[]> {
  const { rows } = await q.query<Sampled>(
    `select subject_code as "subjectCode", name, before, after, grounds from (
       select v.subject_code, s.name, v.before, v.after, v.grounds, row_number() over (
         partition by v.before, v.after order by sha256(convert_to(v.backtest_id || '|' || v.subject_code, 'UTF8'))) as n
       from rating.backtest_move v join registry.subject s using (subject_code)
       where v.backtest_id = $1 and cardinality(v.grounds) <= 1) t
     where n <= $2 order by before, after, n`,
    [backtest, each],
  );
  return rows;
}
