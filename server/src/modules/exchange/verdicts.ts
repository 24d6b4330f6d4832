/** What a row's verdict means for people, and how the verdicts of a commit differ from those of its trial. */
import type { VerdictChange } from '@xinheng/contracts/exchange.ts';
import type { PoolClient } from 'pg';
import type { StagedTables } from '../../platform/staging/index.ts';

/** SQL: the outcome of a row by its verdict; a row without one was rejected. `v` is the verdict's alias. */
export function outcomeOf(v: string): string {
  return `case when ${v}.verdict is null then 'rejected' when ${v}.verdict in ('new', 'changed') then ${v}.outcome
    when ${v}.verdict in ('pending', 'differs') then 'quarantined' else 'duplicate' end`;
}

/** Puts the trial's verdicts aside before they are made anew. */
export async function rememberVerdicts(client: PoolClient, tables: StagedTables): Promise<void> {
  await client.query(
    `create temporary table trial_verdict on commit drop as
     select batch_id, row_number, subject_code, ${outcomeOf('v')} as outcome from ${tables.verdicts} v`,
  );
}

const MOST_LISTED = 100;

/** Rows whose outcome, or whose subject, is another now; the first hundred by name. */
export async function changedVerdicts(
  client: PoolClient,
  tables: StagedTables,
): Promise<{ verdictsChanged: number; verdictChanges: VerdictChange[] }> {
  const { rows } = await client.query<VerdictChange & { total: number }>(
    `select t.row_number as row, t.outcome as before, ${outcomeOf('v')} as after, count(*) over () as total
     from trial_verdict t join ${tables.verdicts} v using (batch_id, row_number)
     where t.outcome <> ${outcomeOf('v')} or t.subject_code is distinct from v.subject_code
     order by t.row_number limit ${MOST_LISTED}`,
  );
  return {
    verdictsChanged: rows[0]?.total ?? 0,
    verdictChanges: rows.map(({ row, before, after }) => ({ row, before, after })),
  };
}
