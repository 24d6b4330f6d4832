/** Declarations of a city: who supplies, where, and by which catalogue. Read from `cities/`, knows no module. */

export { cardKinds, comparedItems, otherItems } from './comparison-rules.ts';
export { citiesFolder, type Declaration, parseDeclaration, readDeclaration } from './declaration.ts';
export type { Department } from './departments.ts';
export { digestOf, publishedDigests, readBaseEdition, readCityEdition } from './edition.ts';
export { type City, cityCodes, loadCity } from './load.ts';
export {
  declaredPermissions,
  type Matter,
  type OrganisationKind,
  type Permission,
  type Reach,
  type Role,
  reaches,
  readBaseRoles,
} from './permissions.ts';
export { fieldBehind, looksIntoStore, rulesOfItem } from './quality-rules.ts';
export { parseDraft } from './rating.ts';
export { type Region, regionOf } from './regions.ts';
export type { GuessingLimit, SignInPolicy } from './sign-in.ts';
export type { DeclaredToDo } from './to-dos.ts';
