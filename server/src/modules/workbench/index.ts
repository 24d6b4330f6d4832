export { listRoutes } from './list-routes.ts';
export { loadShell, type ShellFiles } from './shell-files.ts';
export { shellRoutes } from './shell-routes.ts';
export { viewRoutes } from './view-routes.ts';
