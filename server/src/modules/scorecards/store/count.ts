/**
 * Counts batches: what became of their rows, which rows fail which indicator, and the sums by month. One set of
 * statements serves the batch that has just finished and the whole store alike, so a rebuild gives what the increments
 * gave.
 */
import type { PoolClient } from 'pg';

/** A receipt clause of an indicator, as the statements take it. */
export interface FailingClause {
  indicator: string;
  outcomes: string[];
  rules: string[] | null;
  reasons: string[] | null;
  settled: boolean;
}

/** How long a department has for an item. */
export interface ItemLimit {
  item: string;
  n: number;
  unit: string;
}

/** What the declarations say, as the statements take it. */
export interface CountingBasis {
  clauses: FailingClause[];
  limits: ItemLimit[];
  /** The indicator whose failing rows are the late ones. */
  lateIndicator: string | null;
}

/**
 * Counts these batches anew, whatever they were counted as before. A batch that is not finished (undone, say) counts
 * nothing. The caller holds the turn ({@link takeCountingTurn}).
 */
export async function countBatches(
  client: PoolClient,
  batches: readonly number[],
  basis: CountingBasis,
): Promise<void> {
  await addToTally(client, batches, -1);
  await client.query('delete from scorecards.failing_row where batch_id = any($1::bigint[])', [batches]);
  await client.query('delete from scorecards.batch_counted where batch_id = any($1::bigint[])', [batches]);
  await writeHeads(client, batches);
  await writeFailing(client, batches, basis.clauses);
  await writeLate(client, batches, basis);
  await writeCounts(client, batches);
  await addToTally(client, batches, 1);
  // What has come to nothing is not kept, or a rebuild would tell otherwise.
  await client.query('delete from scorecards.tally where n = 0');
}

/** One counts at a time; readers go on reading. */
export async function takeCountingTurn(client: PoolClient): Promise<void> {
  await client.query('set local statement_timeout = 0');
  await client.query(`select pg_advisory_xact_lock(hashtextextended('xinheng scorecards', 0))`);
}

/** The day on which a batch came: when it was handed in, or when somebody committed its trial. */
const arrivedOn = `(coalesce(b.committed_at, b.started_at) at time zone 'Asia/Shanghai')::date`;
/** Corrections of single records say nothing about how a feed runs. */
const isFeed = `b.channel not in ('amendment', 'withdrawal')`;

/**
 * Moves the first day of a feed back where these batches came before it, and tells all batches that must be counted:
 * these, and those of a feed whose first day has moved. A batch that was undone stays the first: the feed had begun.
 */
export async function noteFeeds(client: PoolClient, batches: readonly number[]): Promise<number[]> {
  const { rows } = await client.query<{ batch_id: number }>(
    `with came as (
       select b.department, b.item, min(${arrivedOn}) as first_on from exchange.batch b
       where b.batch_id = any($1::bigint[]) and b.finished_at is not null and ${isFeed} group by b.department, b.item
     ), moved as (
       insert into scorecards.feed as f (department, item, first_on) select department, item, first_on from came
       on conflict (department, item) do update set first_on = excluded.first_on where excluded.first_on < f.first_on
       returning department, item
     )
     select h.batch_id from scorecards.batch_counted h join moved using (department, item)
     union select unnest($1::bigint[])`,
    [batches],
  );
  return rows.map(({ batch_id }) => batch_id);
}

/** All feeds from all batches. */
export async function rewriteFeeds(client: PoolClient): Promise<void> {
  await client.query('delete from scorecards.feed');
  await client.query(
    `insert into scorecards.feed (department, item, first_on)
     select b.department, b.item, min(${arrivedOn}) from exchange.batch b
     where b.finished_at is not null and ${isFeed} group by b.department, b.item`,
  );
}

/** Everything counted so far is forgotten. */
export async function forgetCounts(client: PoolClient): Promise<void> {
  await client.query('delete from scorecards.tally');
  await client.query('delete from scorecards.failing_row');
  await client.query('delete from scorecards.batch_counted');
}

/** The next finished batches in order, as many as hold `rows` rows, at least one; none at the end. */
export async function nextBatches(client: PoolClient, after: number, rows: number): Promise<number[]> {
  const found = await client.query<{ batch_id: number }>(
    `select batch_id from (
       select batch_id, sum(rows_read) over (order by batch_id) - rows_read as before
       from (select batch_id, rows_read from exchange.batch where state = 'finished' and batch_id > $1
             order by batch_id limit 2000) next
     ) so_far where before < $2 order by batch_id`,
    [after, rows],
  );
  return found.rows.map(({ batch_id }) => batch_id);
}

async function addToTally(client: PoolClient, batches: readonly number[], sign: 1 | -1): Promise<void> {
  await client.query(
    `insert into scorecards.tally as t (department, item, region, month, name, n)
     select h.department, h.item, h.region, h.month, c.key, $2::integer * sum(c.value::bigint)
     from scorecards.batch_counted h cross join lateral jsonb_each_text(h.counts) c
     where h.batch_id = any($1::bigint[])
     group by h.department, h.item, h.region, h.month, c.key order by 1, 2, 3, 4, 5
     on conflict (department, item, region, month, name) do update set n = t.n + excluded.n`,
    [batches, sign],
  );
}

async function writeHeads(client: PoolClient, batches: readonly number[]): Promise<void> {
  await client.query(
    `insert into scorecards.batch_counted (batch_id, department, item, region, month, arrived_on, counts)
     select b.batch_id, b.department, b.item, coalesce(o.region, ''), to_char(${arrivedOn}, 'YYYY-MM'), ${arrivedOn}, '{}'
     from exchange.batch b
     left join lateral (
       select region from organisation.organisation_version v where v.code = b.department
         and v.recorded_until = 'infinity'
       -- Where the organisation was on that day; the first known place for days before its first version.
       order by (v.valid_from <= ${arrivedOn} and ${arrivedOn} < v.valid_until) desc, v.valid_from limit 1
     ) o on true
     where b.batch_id = any($1::bigint[]) and b.state = 'finished'`,
    [batches],
  );
}

async function writeFailing(client: PoolClient, batches: readonly number[], clauses: FailingClause[]): Promise<void> {
  await client.query(
    `insert into scorecards.failing_row (batch_id, row_number, indicator, seq, department, item, region, month, rule, field)
     select distinct on (r.batch_id, r.row_number, k.indicator, r.seq)
       r.batch_id, r.row_number, k.indicator, r.seq, h.department, h.item, h.region, h.month, r.rule, r.field
     from scorecards.batch_counted h
     join exchange.batch b on b.batch_id = h.batch_id and ${isFeed}
     join exchange.receipt r on r.batch_id = h.batch_id
     join jsonb_to_recordset($2::jsonb) as k(indicator text, outcomes text[], rules text[], reasons text[], settled boolean)
       on r.outcome = any(k.outcomes) and (k.rules is null or r.rule = any(k.rules))
         and (k.reasons is null or r.after = any(k.reasons))
     left join exchange.pending_row p on p.department = h.department and p.batch_id = r.batch_id
       and p.row_number = r.row_number and p.state = 'attached'
     where h.batch_id = any($1::bigint[]) and not (k.settled and p.row_number is not null)`,
    [batches, JSON.stringify(clauses)],
  );
}

/**
 * The last day in time for each day of decision. Working days are counted after that day (民法典 201); a period of days
 * or months that ends on a holiday ends on the next working day (民法典 203).
 */
const limitsOfDays = `
  select d.*, case d.unit
      when 'WD' then (select e.day from scorecards.working_day e where e.working and e.ordinal = w.ordinal + d.n)
      else (select e.next_working from scorecards.working_day e where e.day = case d.unit
        when 'D' then d.occurred_on + d.n
        when 'M' then (d.occurred_on + make_interval(months => d.n))::date
        else (d.occurred_on + make_interval(years => d.n))::date end)
    end as due_on
  from (select distinct item, n, unit, occurred_on from came where occurred_on >= first_on) d
  left join scorecards.working_day w on w.day = d.occurred_on`;

/**
 * First arrivals against the limit of their item, a row each where they came late, and how many were judged. What was
 * decided before the department supplied the item at all is stock 存量 and not judged; nor is a day that the calendar
 * does not know. A limit that ends behind the calendar cannot have passed for what came within it.
 */
async function writeLate(client: PoolClient, batches: readonly number[], basis: CountingBasis): Promise<void> {
  await client.query(
    `with came as (
       select h.batch_id, c.row_number, h.department, h.item, h.region, h.month, h.arrived_on, f.first_on, k.n, k.unit,
         c.subject_code, c.record_key, c.occurred_on
       from scorecards.batch_counted h
       join exchange.batch b on b.batch_id = h.batch_id and ${isFeed}
       join scorecards.feed f on f.department = h.department and f.item = h.item
       join jsonb_to_recordset($2::jsonb) as k(item text, n integer, unit text) on k.item = h.item
       join records.record c on c.batch_id = h.batch_id and c.undo_of is null
       where h.batch_id = any($1::bigint[]) and c.batch_id = any($1::bigint[]) and c.occurred_on is not null
         -- What corrects a known record is not its arrival; what comes again after an undo is.
         and (c.version = 1 or exists (
           select from records.record p where p.subject_code = c.subject_code and p.record_key = c.record_key
             and p.version = c.version - 1 and p.undo_of is not null))
     ), limits as materialized (${limitsOfDays}),
     judged as (
       select c.*, l.due_on, c.occurred_on < c.first_on as stock,
         l.due_on is not null or c.arrived_on <= (select max(day) from scorecards.working_day) as known
       from came c left join limits l on l.item = c.item and l.occurred_on = c.occurred_on
     ), put as (
       insert into scorecards.failing_row (batch_id, row_number, indicator, seq, department, item, region, month, rule,
         field, subject_code, record_key, decided_on, due_on, arrived_on)
       select batch_id, row_number, $3, 0, department, item, region, month, 'TM-01', null, subject_code, record_key,
         occurred_on, due_on, arrived_on
       from judged where not stock and arrived_on > due_on and $3::text is not null
     )
     update scorecards.batch_counted h
     set counts = jsonb_build_object('judged', s.judged, 'late', s.late, 'backlog', s.backlog)
     from (
       select batch_id, count(*) filter (where not stock and known) as judged,
         count(*) filter (where not stock and arrived_on > due_on) as late, count(*) filter (where stock) as backlog
       from judged group by batch_id
     ) s where h.batch_id = s.batch_id`,
    [batches, JSON.stringify(basis.limits), basis.lateIndicator],
  );
}

/** The batch's own numbers and the sums of its failing rows beside what is there; what is 0 is left out. */
async function writeCounts(client: PoolClient, batches: readonly number[]): Promise<void> {
  await client.query(
    `update scorecards.batch_counted h
     set counts = (
       select coalesce(jsonb_object_agg(c.key, c.value::bigint) filter (where c.value::bigint <> 0), '{}')
       from jsonb_each_text(h.counts || s.base || s.failing) c)
     from (
       select b.batch_id,
         case b.channel when 'amendment' then jsonb_build_object('amended', 1)
           when 'withdrawal' then jsonb_build_object('withdrawn', 1)
           else jsonb_build_object('received', b.rows_read, 'accepted', b.accepted, 'corrected', b.corrected,
             'quarantined', b.quarantined, 'rejected', b.rejected, 'duplicate', b.duplicate,
             'attached', (select count(*) from exchange.pending_row p where p.department = b.department
               and p.batch_id = b.batch_id and p.state = 'attached'),
             'required', b.rows_read * (
               select count(*) from catalogue.edition e cross join lateral jsonb_array_elements(e.items->'items') i
               cross join lateral jsonb_array_elements(i->'fields') f
               where e.edition = b.edition and i->>'code' = b.item and (f->>'required')::boolean)) end as base,
         coalesce((
           select jsonb_object_agg('rows.' || n.indicator, n.rows) || jsonb_object_agg('faults.' || n.indicator, n.faults)
           from (select indicator, count(distinct row_number) as rows, count(*) as faults from scorecards.failing_row r
                 where r.batch_id = b.batch_id and r.decided_on is null group by indicator) n), '{}') as failing
       from exchange.batch b where b.batch_id = any($1::bigint[])
     ) s where h.batch_id = s.batch_id`,
    [batches],
  );
}
