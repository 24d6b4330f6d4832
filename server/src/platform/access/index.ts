export { isPermission, type PermissionName, permissions } from './permissions.ts';
export { actorOf, demand, may, mayWriteFor, publicViewer, type Viewer } from './viewer.ts';
