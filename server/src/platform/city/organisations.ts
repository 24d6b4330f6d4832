/** Beside the departments of a city: stations 所站 of county departments, organisations of other kinds, and duties. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { usccFault } from '@xinheng/contracts/codes/uscc.ts';
import { citiesFolder, type Declaration, readDeclaration } from './declaration.ts';
import type { Department } from './departments.ts';
import type { Region } from './regions.ts';

/** Which organisation answers for which item, beside the provider that the catalogue names. */
export interface DeclaredDuty {
  organisation: string;
  kind: 'information-item' | 'licence-item' | 'inspection-item';
  item: string;
  remark: string;
}

interface OrganisationsFile {
  stations?: { code: string; of: string; name: string; shortName: string; duties?: string }[];
  organisations?: (Pick<Department, 'code' | 'kind' | 'name' | 'shortName'> & Partial<Omit<Department, 'level'>>)[];
  duties?: (Omit<DeclaredDuty, 'remark'> & { remark?: string })[];
}

interface Ground {
  regionCode: string;
  departments: readonly Department[];
  regions: readonly Region[];
  items: readonly { code: string }[];
}

/**
 * What `cities/<city>/organisations.yaml` says; nothing when there is no such file.
 * @throws XinhengError `declaration-invalid` with 文件:行号 for an unknown parent, region, organisation or item, a code twice
 */
export function readOrganisations(
  folder: string,
  ground: Ground,
): { organisations: Department[]; duties: DeclaredDuty[] } {
  const path = join(citiesFolder, folder, 'organisations.yaml');
  if (!existsSync(path)) return { organisations: [], duties: [] };
  const file = readDeclaration<OrganisationsFile>(path, 'base/schema/organisations.schema.json');
  const all = new Map(ground.departments.map((department) => [department.code, department]));
  const add = (at: (string | number)[], organisation: Department) => {
    if (all.has(organisation.code)) file.refuse(at, `机构“${organisation.code}”重复`);
    all.set(organisation.code, organisation);
    return organisation;
  };
  const stations = (file.value.stations ?? []).map(({ of, duties, ...words }, i) => {
    const above =
      all.get(of) ??
      file.refuse(['stations', i, 'of'], `本市没有部门“${of}”（区县部门的代码如 market-regulation-370102）`);
    const facts = { kind: above.kind, level: 'station', uscc: null, region: above.region, formerNames: [] } as const;
    return add(['stations', i], { ...words, ...facts, formerNames: [], parent: of, duties: duties ?? above.duties });
  });
  const others = (file.value.organisations ?? []).map((organisation, i) =>
    add(['organisations', i], otherOf(file, i, organisation, { ...ground, all })),
  );
  return { organisations: [...stations, ...others], duties: dutiesOf(file, all, ground.items) };
}

function otherOf(
  file: Declaration<OrganisationsFile>,
  i: number,
  organisation: NonNullable<OrganisationsFile['organisations']>[number],
  { regionCode, regions, all }: Ground & { all: ReadonlyMap<string, Department> },
): Department {
  const region = regions.find(({ code }) => code === (organisation.region ?? regionCode));
  if (!region) return file.refuse(['organisations', i, 'region'], `区划 ${organisation.region} 不在本市`);
  const { parent = null, uscc = null } = organisation;
  if (parent !== null && !all.has(parent))
    file.refuse(['organisations', i, 'parent'], `没有机构“${parent}”，上级须写在下级之前`);
  const fault = uscc === null ? null : usccFault(uscc);
  if (fault !== null) file.refuse(['organisations', i, 'uscc'], fault);
  return { formerNames: [], duties: '', ...organisation, parent, uscc, region: region.code, level: region.level };
}

function dutiesOf(
  file: Declaration<OrganisationsFile>,
  all: ReadonlyMap<string, Department>,
  items: Ground['items'],
): DeclaredDuty[] {
  const seen = new Set<string>();
  return (file.value.duties ?? []).map(({ organisation, kind, item, remark = '' }, i) => {
    if (!all.has(organisation)) file.refuse(['duties', i, 'organisation'], `本市没有机构“${organisation}”`);
    if (kind === 'information-item' && !items.some(({ code }) => code === item))
      file.refuse(['duties', i, 'item'], `信息目录中没有事项“${item}”`);
    const key = `${organisation} ${kind} ${item}`;
    if (seen.has(key)) file.refuse(['duties', i], `“${organisation}”的职责“${item}”重复`);
    seen.add(key);
    return { organisation, kind, item, remark };
  });
}
