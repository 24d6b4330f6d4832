import type { City } from '../../platform/city/index.ts';
import type { Tx } from '../../platform/db/index.ts';

/**
 * Brings the tables of regions and departments to what the city declares. Repeatable: unchanged rows are not touched,
 * and nothing is ever removed, since records point to the departments that supplied them.
 */
export async function installOrganisation(tx: Tx, city: Pick<City, 'regions' | 'departments'>): Promise<void> {
  // Lists arrive parents first, and foreign keys are checked at the end of each statement.
  await tx.client.query(
    `insert into organisation.region as r (code, name, level, parent, valid_from, valid_until, becomes)
     select code, name, level, parent, "validFrom", "validUntil", array(select jsonb_array_elements_text(becomes))
     from jsonb_to_recordset($1::jsonb) as d (code text, name text, level text, parent text, "validFrom" integer,
       "validUntil" integer, becomes jsonb)
     on conflict (code) do update set name = excluded.name, level = excluded.level, parent = excluded.parent,
       valid_from = excluded.valid_from, valid_until = excluded.valid_until, becomes = excluded.becomes
     where (r.name, r.level, r.parent, r.valid_from, r.valid_until, r.becomes) is distinct from
       (excluded.name, excluded.level, excluded.parent, excluded.valid_from, excluded.valid_until, excluded.becomes)`,
    [JSON.stringify(city.regions)],
  );
  await tx.client.query(
    `insert into organisation.department as t (code, name, short_name, uscc, region, parent, former_names, duties)
     select code, name, "shortName", uscc, region, parent, array(select jsonb_array_elements_text("formerNames")), duties
     from jsonb_to_recordset($1::jsonb) as d (code text, name text, "shortName" text, uscc text, region text,
       parent text, "formerNames" jsonb, duties text)
     on conflict (code) do update set name = excluded.name, short_name = excluded.short_name, uscc = excluded.uscc,
       region = excluded.region, parent = excluded.parent, former_names = excluded.former_names, duties = excluded.duties
     where (t.name, t.short_name, t.uscc, t.region, t.parent, t.former_names, t.duties) is distinct from
       (excluded.name, excluded.short_name, excluded.uscc, excluded.region, excluded.parent, excluded.former_names,
        excluded.duties)`,
    [JSON.stringify(city.departments)],
  );
}
