/** Departments of a city: the national roles, the city's own names for them, and one branch in every county. */
import { join } from 'node:path';
import { citiesFolder, type Declaration, readDeclaration } from './declaration.ts';
import type { OrganisationKind } from './permissions.ts';
import { countyPlace, type Region } from './regions.ts';

/** Where in the tree: city → county or development park → station 所. */
export type OrganisationLevel = 'city' | 'county' | 'park' | 'station';

export interface Department {
  /** kebab-case role; at county level with the region behind it: market-regulation-370102. */
  code: string;
  kind: OrganisationKind;
  level: OrganisationLevel;
  name: string;
  shortName: string;
  uscc: string | null;
  /** Region it serves; the city's code for municipal departments. */
  region: string;
  /** The municipal department above it; null for municipal ones. */
  parent: string | null;
  formerNames: string[];
  duties: string;
}

type DeclaredDepartment = Partial<Omit<Department, 'code'>> & { code: string };

interface DepartmentsFile {
  departments: DeclaredDepartment[];
  without?: string[];
  branches?: { of: string; name: string; shortName: string; formerNames?: string[] }[];
}

/**
 * All departments of a city, municipal ones first.
 * @throws XinhengError `declaration-invalid` for a department without a name, an unknown region, role or code twice
 */
export function readDepartments(
  folder: string,
  city: { name: string; regionCode: string },
  regions: readonly Region[],
): Department[] {
  const schema = 'base/schema/departments.schema.json';
  const national = readDeclaration<DepartmentsFile>(join(citiesFolder, 'base', 'departments.yaml'), schema);
  const own = readDeclaration<DepartmentsFile>(join(citiesFolder, folder, 'departments.yaml'), schema);
  const without = new Set(own.value.without ?? []);
  for (const [i, code] of (own.value.without ?? []).entries()) {
    if (!national.value.departments.some((role) => role.code === code)) {
      own.refuse(['without', i], `基础部门里没有“${code}”`);
    }
  }
  const declared = new Map<string, DeclaredDepartment>();
  for (const role of national.value.departments) if (!without.has(role.code)) declared.set(role.code, role);
  for (const [i, role] of own.value.departments.entries()) {
    if (own.value.departments.findIndex(({ code }) => code === role.code) !== i) {
      own.refuse(['departments', i], `部门“${role.code}”重复`);
    }
    declared.set(role.code, { ...declared.get(role.code), ...role });
  }
  const municipal = [...declared.values()].map((role) => {
    const department = completed(role, city, own);
    const region = regions.find(({ code }) => code === department.region);
    if (region) return { ...department, level: region.level };
    const index = own.value.departments.findIndex(({ code }) => code === role.code);
    return own.refuse(['departments', index], `部门“${role.code}”的区划 ${department.region} 不在本市`);
  });
  return [...municipal, ...branchesOf(own, municipal, city, regions)];
}

function completed(
  role: DeclaredDepartment,
  city: { name: string; regionCode: string },
  file: Declaration<DepartmentsFile>,
): Omit<Department, 'level'> {
  const index = file.value.departments.findIndex(({ code }) => code === role.code);
  const name = role.name ?? file.refuse(['departments', index], `部门“${role.code}”缺少 name`);
  const named = (text: string) => text.replaceAll('{city}', city.name);
  return {
    code: role.code,
    kind: 'department',
    name: named(name),
    shortName: role.shortName ?? file.refuse(['departments', index], `部门“${role.code}”缺少 shortName`),
    uscc: role.uscc ?? null,
    region: role.region ?? city.regionCode,
    parent: role.parent ?? null,
    formerNames: (role.formerNames ?? []).map(named),
    duties: role.duties ?? '',
  };
}

function branchesOf(
  file: Declaration<DepartmentsFile>,
  municipal: readonly Department[],
  city: { name: string },
  regions: readonly Region[],
): Department[] {
  const counties = regions.filter(({ level, validUntil }) => level === 'county' && validUntil === null);
  return (file.value.branches ?? []).flatMap((branch, i) => {
    const above = municipal.find(({ code }) => code === branch.of);
    if (!above) return file.refuse(['branches', i, 'of'], `本市没有部门“${branch.of}”`);
    return counties.map((county): Department => {
      const words = countyPlace(city.name, county.name);
      const named = (text: string) =>
        text.replace(/\{(place|county|short)\}/g, (_, key: keyof typeof words) => words[key]);
      return {
        code: `${branch.of}-${county.code}`,
        kind: 'department',
        level: 'county',
        name: named(branch.name),
        shortName: named(branch.shortName),
        uscc: null,
        region: county.code,
        parent: branch.of,
        formerNames: (branch.formerNames ?? []).map(named),
        duties: above.duties,
      };
    });
  });
}
