/** 待办 as `cities/` declares them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { citiesFolder, readDeclaration } from './declaration.ts';
import { declaredPermissions } from './permissions.ts';

/** A line of the to-do list: a list of the workbench under filters. */
export interface DeclaredToDo {
  name: string;
  title: string;
  list: string;
  /** Filter → value as written in an address. */
  filters: Record<string, string>;
  /** What one must be allowed besides opening the list. */
  permission?: string;
  /** Filters laid over the others for those that are past their day. */
  overdue?: Record<string, string>;
}

/** The base's to-dos, replaced by name and added to by the city's own. @throws XinhengError `declaration-invalid` */
export function readToDos(folder: string): DeclaredToDo[] {
  const found = new Map<string, DeclaredToDo>();
  const known = new Set(declaredPermissions().map(({ name }) => name));
  for (const place of ['base', folder]) {
    const path = join(citiesFolder, place, 'to-dos.yaml');
    if (place !== 'base' && !existsSync(path)) continue;
    const file = readDeclaration<{ toDos: DeclaredToDo[] }>(path, 'base/schema/to-dos.schema.json');
    for (const [i, toDo] of file.value.toDos.entries()) {
      if (toDo.permission !== undefined && !known.has(toDo.permission))
        file.refuse(['toDos', i, 'permission'], `没有权限“${toDo.permission}”（见 permissions.yaml）`);
      found.set(toDo.name, toDo);
    }
  }
  return [...found.values()];
}
