/** 信息目录: which information items there are, by edition. */
export { itemByCode } from './lookup.ts';
export { catalogueRoutes } from './routes.ts';
export { publishEdition, readEdition, readItem } from './store.ts';
export { valueText } from './value-text.ts';
