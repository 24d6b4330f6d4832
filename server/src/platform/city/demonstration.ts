/** 演示人员: who is at hand in a demonstration of the program, as `cities/` declares it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { citiesFolder, readDeclaration } from './declaration.ts';

/** An invented officer of a marked demonstration. */
export interface DemonstrationOfficer {
  login: string;
  name: string;
  /** 任职名称. */
  title: string;
  /** Code of the department, the branch in the first county where the file says so. */
  department: string;
  role: string;
}

interface Declared extends DemonstrationOfficer {
  county?: boolean;
}

interface Ground {
  departments: readonly { code: string }[];
  roles: readonly { code: string }[];
  /** Counties in the order of regions.yaml. */
  counties: readonly string[];
}

/**
 * The city's own demonstration-officers.yaml, or the base's.
 * @throws XinhengError `declaration-invalid` for a department or role the city does not have
 */
export function readDemonstrationOfficers(
  folder: string,
  { departments, roles, counties }: Ground,
): DemonstrationOfficer[] {
  const own = join(citiesFolder, folder, 'demonstration-officers.yaml');
  const path = existsSync(own) ? own : join(citiesFolder, 'base', 'demonstration-officers.yaml');
  const file = readDeclaration<{ officers: Declared[] }>(path, 'base/schema/demonstration-officers.schema.json');
  return file.value.officers.map(({ county, ...officer }, i) => {
    const branch = counties
      .map((region) => `${officer.department}-${region}`)
      .find((code) => departments.some((one) => one.code === code));
    const department = county ? branch : officer.department;
    if (department === undefined || !departments.some(({ code }) => code === department))
      return file.refuse(
        ['officers', i, 'department'],
        `本市没有部门“${officer.department}”${county ? '的区县分支' : ''}`,
      );
    if (!roles.some(({ code }) => code === officer.role))
      return file.refuse(['officers', i, 'role'], `本市没有角色“${officer.role}”`);
    return { ...officer, department };
  });
}
