export { findRoutes } from './find-routes.ts';
export { listRoutes } from './list-routes.ts';
export { noticeRoutes } from './notice-routes.ts';
export { loadShell, type ShellFiles } from './shell-files.ts';
export { shellRoutes } from './shell-routes.ts';
export { toDoRoutes } from './to-do-routes.ts';
export { viewRoutes } from './view-routes.ts';
