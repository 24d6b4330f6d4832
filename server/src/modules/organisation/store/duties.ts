import type { DutyKind } from '@xinheng/contracts/organisation.ts';
import type { Queryable, Tx } from '../../../platform/db/index.ts';
import type { Hand } from './dated.ts';

export interface Duty {
  organisation: string;
  kind: DutyKind;
  item: string;
}

/** The number of a duty, new or known. */
export async function insertDuty(tx: Tx, { organisation, kind, item }: Duty, { by, byName }: Hand): Promise<string> {
  const values = [organisation, kind, item];
  await tx.client.query(
    `insert into organisation.duty (organisation, kind, item, origin, version, changed_by, changed_by_name)
     values ($1, $2, $3, 'administrator', 0, $4, $5) on conflict (organisation, kind, item) do nothing`,
    [...values, by, byName],
  );
  const { rows } = await tx.client.query<{ key: string }>(
    'select duty_id::text as key from organisation.duty where organisation = $1 and kind = $2 and item = $3',
    values,
  );
  return rows[0]?.key ?? '';
}

/** Which duty a number is; null when there is none. */
export async function dutyOf(q: Queryable, dutyId: string): Promise<Duty | null> {
  const { rows } = await q.query<Duty>('select organisation, kind, item from organisation.duty where duty_id = $1', [
    dutyId,
  ]);
  return rows[0] ?? null;
}
