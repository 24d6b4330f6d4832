/** Departments and regions of the city. */
export { departmentByCode, departmentByName } from './lookup.ts';
export { installOrganisation } from './store.ts';
