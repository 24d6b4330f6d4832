/** Departments, other organisations and regions of the city, people and their posts. */
export type { Doing } from './actions/doing.ts';
export { createPerson, type NewPerson } from './actions/people.ts';
export { appoint, type NewPost } from './actions/posts.ts';
export { departmentByCode, departmentByName } from './lookup.ts';
export { type OrganisationContext, organisationRoutes } from './routes/index.ts';
export { departmentOfStore } from './store/departments.ts';
export { installOrganisation } from './store/install.ts';
export { type HeldPost, type OfficerFacts, officerFacts, type Person, personOf, postsOf } from './store/officer.ts';
