export { loadShell, type ShellFiles } from './shell-files.ts';
export { shellRoutes } from './shell-routes.ts';
