/** Who can supply: the organisations of the store, those of an administrator among them. */
import { businessToday } from '../../../platform/calendar/index.ts';
import type { City, Department } from '../../../platform/city/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { departmentByCode } from '../lookup.ts';

/** Every organisation that stands on a day (today when absent), in the form of the declarations. */
export async function standingDepartments(q: Queryable, today: string = businessToday()): Promise<Department[]> {
  const { rows } = await q.query<Department>(
    `select v.code, i.kind, v.level, v.name, v.short_name as "shortName", v.uscc, v.region, v.parent,
            v.former_names as "formerNames", v.remit as duties
       from organisation.organisation_version v join organisation.organisation i on i.code = v.code
      where v.recorded_until = 'infinity' and v.valid_from <= $1 and v.valid_until > $1
      order by v.parent is not null, v.code`,
    [today],
  );
  return rows;
}

/**
 * The organisation of today with this code, or this unmistakable name; closed ones are not found. A store into which
 * nothing was installed answers by the declarations.
 * @throws XinhengError `department-unknown` that lists organisations of a similar code or name (details.candidates)
 */
export async function departmentOfStore(
  q: Queryable,
  city: Pick<City, 'name' | 'departments'>,
  text: string,
): Promise<Department> {
  const departments = await standingDepartments(q);
  return departmentByCode(
    { name: city.name, departments: departments.length > 0 ? departments : city.departments },
    text,
  );
}
