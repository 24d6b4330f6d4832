/** What comparisons found → differences: opened once, brought up to date, opened again, closed when values agree. */
import type { ComparisonRule } from '@xinheng/contracts/comparison.ts';
import type { PoolClient } from 'pg';
import { foundColumns, literal } from './compile/index.ts';

/** What the rules say beside SQL, with the last day for decisions on differences found today. */
export interface KeptRule {
  rule: ComparisonRule;
  dueOn: string | null;
}

/** One comparison writes at a time; readers and deciders go on. */
export async function takeComparingTurn(client: PoolClient): Promise<void> {
  await client.query('set local statement_timeout = 0');
  await client.query(`select pg_advisory_xact_lock(hashtextextended('xinheng comparison', 0))`);
}

/** An empty table for what this transaction finds. */
export async function openFound(client: PoolClient): Promise<void> {
  await client.query(`create temporary table if not exists comparison_found (
    rule text collate "C", pair smallint, subject_code text collate "C", left_item text collate "C",
    left_department text collate "C", left_record uuid, left_version integer, left_batch bigint, left_row bigint,
    left_value text, other_subject text collate "C", right_item text collate "C", right_department text collate "C",
    right_record uuid, right_version integer, right_batch bigint, right_row bigint, right_value text, sensitive boolean
  ) on commit drop`);
  await client.query('truncate comparison_found');
}

/** Runs one compiled statement into the table. */
export async function find(client: PoolClient, statement: string, values: unknown[] = []): Promise<number> {
  const { rowCount } = await client.query(`insert into comparison_found (${foundColumns}) ${statement}`, values);
  return rowCount ?? 0;
}

/** Fingerprint of a difference: rule, pair, subjects, records. */
const idSql = `md5(concat_ws('|', f.rule, f.pair, f.subject_code, f.left_record, f.other_subject, f.right_record))::uuid`;

/** What kind of difference two values make: an affix, a factor, or the two values themselves. */
const shapeSql = `case
  when f.sensitive or f.other_subject is not null or coalesce(f.left_value, '') = '' then null
  when f.left_value ~ '^-?[0-9.]{1,20}$' and f.right_value ~ '^-?[0-9.]{1,20}$' and k.likeness = 'number' then
    case when f.right_value::numeric = 0 then null
      when trim_scale(f.left_value::numeric / f.right_value::numeric) in (10000, 1000, 100, 0.0001, 0.001, 0.01)
        then 'times ' || trim_scale(f.left_value::numeric / f.right_value::numeric)
      else null end
  when k.likeness in ('date', 'number') then null
  when starts_with(f.left_value, f.right_value) then 'behind ' || substr(f.left_value, length(f.right_value) + 1, 60)
  when right(f.left_value, length(f.right_value)) = f.right_value
    then 'before ' || left(left(f.left_value, -length(f.right_value)), 60)
  when starts_with(f.right_value, f.left_value) then 'lacks behind ' || substr(f.right_value, length(f.left_value) + 1, 60)
  when right(f.right_value, length(f.left_value)) = f.left_value
    then 'lacks before ' || left(left(f.right_value, -length(f.left_value)), 60)
  when length(f.left_value) + length(f.right_value) <= 120 then f.left_value || ' → ' || f.right_value end`;

/** A rule's part in the statement: who must act, by when. */
function rulesSql(rules: readonly KeptRule[]): string {
  const rows = rules.flatMap(({ rule, dueOn }) =>
    rule.compare.map((pair, at) => {
      const texts = [rule.code, rule.actor, rule.gravity, rule.propose, dueOn, pair.as];
      return `(${texts.map((text) => (text ? literal(text) : 'null')).join(', ')}, ${at}::smallint)`;
    }),
  );
  return `(values ${rows.join(', ')}) k (rule, actor, gravity, proposed, due_on, likeness, pair)`;
}

const keptSides = [
  ...['left_department', 'left_version', 'left_batch', 'left_row', 'left_value'],
  ...['right_department', 'right_version', 'right_batch', 'right_row', 'right_value'],
];

/** What is found again opens again: what had gone, what was corrected to no effect, what was decided on other values. */
const reopens = `(d.state = 'gone'
  or (d.state = 'written' and case d.written_side when 'left' then coalesce(excluded.left_version, 0) >= d.written_version
        else excluded.right_version is null or excluded.right_version >= d.written_version end)
  or (d.state in ('decided', 'not-an-error')
      and (d.left_value is distinct from excluded.left_value or d.right_value is distinct from excluded.right_value)))`;

/** Who had the other value written on his side is not asked again: then the other side must act. */
const actingAgain = `case when d.state = 'written' and d.decision = 'other' then
  case d.written_side when 'left' then excluded.right_department else excluded.left_department end else excluded.acting end`;

const cleared = ['decision', 'value', 'reason', 'decided_at', 'decided_by', 'decided_by_name', 'correction_id'];

/** @returns how many differences were opened, newly or again */
export async function keepFound(client: PoolClient, rules: readonly KeptRule[]): Promise<number> {
  const always = keptSides.map((column) => `${column} = excluded.${column}`);
  const onReopening = [...cleared, 'written_side', 'written_version'].map(
    (column) => `${column} = case when ${reopens} then null else d.${column} end`,
  );
  // In a table of its own with statistics: read while the insert runs, the join saw an empty table and went through it row
  // by row, 45 s for 6,500 differences.
  await client.query('analyze comparison_found');
  await client.query('drop table if exists comparison_kept');
  await client.query(`
    create temporary table comparison_kept on commit drop as
    with one as (
      select distinct on (f.subject_code, ${idSql}) f.*, ${idSql} as difference_id, k.actor, k.gravity, k.proposed,
        k.due_on::date as due_on, ${shapeSql} as shape,
        coalesce(f.left_department, lb.department) as left_by, coalesce(f.right_department, rb.department) as right_by
      from comparison_found f join ${rulesSql(rules)} on k.rule = f.rule and k.pair = f.pair
      left join exchange.batch lb on lb.batch_id = f.left_batch left join exchange.batch rb on rb.batch_id = f.right_batch
      order by f.subject_code, ${idSql}
    ) select one.*, d.state as prior from one
      left join comparison.difference d on d.subject_code = one.subject_code and d.difference_id = one.difference_id
      -- Nearly all that a full comparison finds is known and the same: it is not written again.
      where d.state is null or d.state in ('gone', 'written') or ${keptSides
        .filter((column) => !column.endsWith('_department'))
        .map((column) => `d.${column} is distinct from one.${column}`)
        .join(' or ')}`);
  await client.query('analyze comparison_kept');
  const { rows } = await client.query<{ opened: number }>(`
    with kept as (
      insert into comparison.difference as d (subject_code, difference_id, rule, pair, region, left_item, left_department,
        left_record, left_version, left_batch, left_row, left_value, other_subject, right_item, right_department,
        right_record, right_version, right_batch, right_row, right_value, sensitive, acting, gravity, proposed, shape, due_on)
      select o.subject_code, o.difference_id, o.rule, o.pair, s.region, o.left_item, o.left_by, o.left_record, o.left_version,
        o.left_batch, o.left_row, o.left_value, o.other_subject, o.right_item, o.right_by, o.right_record, o.right_version,
        o.right_batch, o.right_row, o.right_value, o.sensitive,
        case o.actor when 'left' then o.left_by when 'right' then o.right_by when 'register' then o.right_by
          else case when o.left_batch > o.right_batch then o.left_by else o.right_by end end,
        o.gravity, o.proposed, o.shape, o.due_on
      from comparison_kept o left join registry.subject s on s.subject_code = o.subject_code
      on conflict (subject_code, difference_id) do update set
        revision = d.revision + 1, ${[...always, ...onReopening].join(', ')}, region = excluded.region, shape = excluded.shape,
        acting = case when ${reopens} then ${actingAgain} else d.acting end,
        due_on = case when ${reopens} then excluded.due_on else d.due_on end,
        found_at = case when ${reopens} then excluded.found_at else d.found_at end,
        state = case when ${reopens} then 'open' else d.state end
      where ${reopens} or (d.state not in ('gone', 'written')
        and (${['left_version', 'left_batch', 'left_value', 'right_version', 'right_batch', 'right_value']
          .map((column) => `d.${column} is distinct from excluded.${column}`)
          .join(' or ')}))
      returning d.subject_code, d.difference_id, d.state, d.revision
    ), told as (
      insert into comparison.step (subject_code, difference_id, step)
      select k.subject_code, k.difference_id, case when p.prior is null then 'found' else 'reopened' end
      from kept k join comparison_kept p using (subject_code, difference_id)
      where p.prior is null or (p.prior <> 'open' and k.state = 'open')
      returning 1
    ) select count(*) as opened from told`);
  return Number(rows[0]?.opened ?? 0);
}

/** Closes what these subjects no longer have. @returns how many */
export async function closeGone(
  client: PoolClient,
  codes: readonly string[],
  note: string | null = null,
): Promise<number> {
  const { rows } = await client.query<{ gone: number }>(
    `with closed as (
       update comparison.difference d set state = 'gone', revision = d.revision + 1
       where d.state in ('open', 'decided')
         and (d.subject_code = any($1::text[]) or d.other_subject = any($1::text[]))
         and not exists (select from comparison_found f where f.subject_code = d.subject_code and ${idSql} = d.difference_id)
       returning d.subject_code, d.difference_id
     ), told as (
       insert into comparison.step (subject_code, difference_id, step, note)
       select subject_code, difference_id, 'gone', $2 from closed returning 1
     ) select count(*) as gone from told`,
    [codes, note],
  );
  return Number(rows[0]?.gone ?? 0);
}

/** Subjects of these batches: those they wrote records of and those they closed records of; at most `most`. */
export async function subjectsOfBatches(
  client: PoolClient,
  batches: readonly number[],
  most: number,
): Promise<string[]> {
  const { rows } = await client.query<{ subject_code: string }>(
    `select distinct subject_code from records.record where batch_id = any($1::bigint[]) or undo_of = any($1::bigint[]) limit $2`,
    [batches, most],
  );
  return rows.map((row) => row.subject_code);
}

/** Notes batches that are too large to be compared at once. */
export async function noteDue(client: PoolClient, batches: readonly number[]): Promise<void> {
  await client.query(
    'insert into comparison.due (batch_id) select unnest($1::bigint[]) on conflict (batch_id) do nothing',
    [batches],
  );
}
