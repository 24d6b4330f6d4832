/** Everything that was ever recorded of a thing. */
import type { Queryable } from '../../../platform/db/index.ts';
import type { DatedKind } from './dated.ts';

export interface Recorded {
  key: string;
  from: string;
  until: string;
  recordedFrom: string;
  recordedUntil: string;
  recordedBy: string;
  recordedByName: string | null;
  reason: string | null;
  facts: Record<string, unknown>;
}

/** All spans of things on both clocks, newest knowledge first. */
export async function recordedOf(q: Queryable, kind: DatedKind<never>, keys: readonly string[]): Promise<Recorded[]> {
  const columns = Object.entries(kind.columns) as [string, readonly [string, string]][];
  const facts = columns.map(([name, [column, type]]) => `'${name}', ${column}${type === 'bigint' ? '::text' : ''}`);
  const { rows } = await q.query<Recorded>(
    `select ${kind.key}::text as key, valid_from as "from", valid_until as until, recorded_from as "recordedFrom",
            recorded_until as "recordedUntil", recorded_by as "recordedBy", recorded_by_name as "recordedByName",
            reason, jsonb_build_object(${facts.join(', ')}) as facts
       from organisation.${kind.table}_version where ${kind.key} = any ($1::${kind.keyType}[])
      order by recorded_from desc, valid_from desc, ${kind.key}`,
    [keys],
  );
  return rows;
}

/** Names of organisations and regions by code, as they stand or last stood. */
export async function namesOf(q: Queryable, codes: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await q.query<{ code: string; name: string }>(
    `select distinct on (code) code, name from (
       select code, name, valid_from from organisation.organisation_version
        where code = any ($1::text[]) and recorded_until = 'infinity'
       union all
       select code, name, valid_from from organisation.region_version
        where code = any ($1::text[]) and recorded_until = 'infinity') v
      order by code, valid_from desc`,
    [codes],
  );
  return new Map(rows.map(({ code, name }) => [code, name]));
}
