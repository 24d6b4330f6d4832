/** Front door of portal 公示: server-rendered pages for the public, and the same content for machines. */
export type { PortalCity, PortalDepartment, PortalReads, PortalSubject } from './reads.ts';
export { loadRenderer } from './renderer.ts';
export { portalRoutes } from './routes.ts';
