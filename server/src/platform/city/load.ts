import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogueEdition } from '@xinheng/contracts/catalogue.ts';
import type { ComparisonRules } from '@xinheng/contracts/comparison.ts';
import type { QualityRules } from '@xinheng/contracts/quality.ts';
import type { RatingRules } from '@xinheng/contracts/rating.ts';
import type { Scorecards } from '@xinheng/contracts/scorecards.ts';
import { XinhengError } from '../errors/index.ts';
import { readComparisonRules } from './comparison-rules.ts';
import { citiesFolder, readDeclaration } from './declaration.ts';
import { type DemonstrationOfficer, readDemonstrationOfficers } from './demonstration.ts';
import { type Department, readDepartments } from './departments.ts';
import { readCityEdition } from './edition.ts';
import { type DeclaredDuty, readOrganisations } from './organisations.ts';
import { type Matter, type Role, readMatters, readRoles } from './permissions.ts';
import { readQualityRules } from './quality-rules.ts';
import { readRating } from './rating.ts';
import { type Region, readRegions } from './regions.ts';
import { readScorecards } from './scorecards.ts';
import { readSignIn, type SignInPolicy } from './sign-in.ts';
import { type DeclaredToDo, readToDos } from './to-dos.ts';

/** One city as its declarations say, national law and the city's own adjustments put together. Frozen. */
export interface City {
  /** Folder name: jinan. */
  code: string;
  /** 济南市. */
  name: string;
  regionCode: string;
  departments: Department[];
  /** Stations 所站 and organisations of other kinds: banks, associations, enterprises. */
  organisations: Department[];
  /** Beside those that follow from the catalogue's providers. */
  duties: DeclaredDuty[];
  regions: Region[];
  catalogue: CatalogueEdition;
  qualityRules: QualityRules;
  comparison: ComparisonRules;
  rating: RatingRules;
  scorecards: Scorecards;
  roles: Role[];
  matters: Matter[];
  toDos: DeclaredToDo[];
  signIn: SignInPolicy;
  /** Made only in a marked demonstration. */
  demonstrationOfficers: DemonstrationOfficer[];
  portal: { title: string; owner?: string; note?: string };
}

type CityFile = Pick<City, 'code' | 'name' | 'regionCode' | 'portal'>;

const loaded = new Map<string, City>();

/** Codes of all declared cities, in alphabetical order. */
export function cityCodes(): string[] {
  const folders = readdirSync(citiesFolder, { withFileTypes: true });
  const named = folders.filter(
    (folder) => folder.isDirectory() && existsSync(join(citiesFolder, folder.name, 'city.yaml')),
  );
  return named.map(({ name }) => name).sort();
}

/**
 * A city's declarations, read once and frozen.
 * @throws XinhengError `configuration-invalid` for an unknown city, `declaration-invalid` with 文件:行号 for a faulty file
 */
export function loadCity(code: string): City {
  const known = loaded.get(code);
  if (known) return known;
  if (!cityCodes().includes(code)) {
    throw new XinhengError('configuration-invalid', `没有名为“${code}”的城市，可选：${cityCodes().join('、')}。`, {
      city: code,
    });
  }
  const file = readDeclaration<CityFile>(join(citiesFolder, code, 'city.yaml'), 'base/schema/city.schema.json');
  const about = file.value;
  if (about.code !== code) file.refuse(['code'], `城市代码须与文件夹名“${code}”相同`);
  const regions = readRegions(code);
  if (regions[0]?.code !== about.regionCode)
    file.refuse(['regionCode'], `regions.yaml 的第一个区划须是 ${about.regionCode}`);
  const departments = readDepartments(code, about, regions);
  const catalogue = readCityEdition(code);
  for (const item of catalogue.items) {
    if (departments.some((department) => department.code === item.provider)) continue;
    file.refuse([], `事项“${item.code}”的提供部门“${item.provider}”不在 cities/${code}/departments.yaml`);
  }
  const roles = readRoles(code);
  const city = frozen<City>({
    ...about,
    departments,
    ...readOrganisations(code, { ...about, departments, regions, items: catalogue.items }),
    regions,
    catalogue,
    qualityRules: readQualityRules(code, catalogue),
    comparison: readComparisonRules(code, catalogue),
    rating: readRating(code, catalogue),
    scorecards: readScorecards(code),
    roles,
    matters: readMatters(code),
    toDos: readToDos(code),
    signIn: readSignIn(code, { roles, departments }),
    demonstrationOfficers: readDemonstrationOfficers(code, {
      ...{ departments, roles },
      counties: regions.filter(({ level }) => level === 'county').map((region) => region.code),
    }),
  });
  loaded.set(code, city);
  return city;
}

function frozen<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const part of Object.values(value)) frozen(part);
  }
  return value;
}
