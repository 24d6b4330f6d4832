import { declaredPermissions } from '../city/index.ts';

/**
 * The name of a permission of cities/base/permissions.yaml. Permissions are data, so the compiler cannot know them:
 * `defineRoute` and `demand` refuse a name that is not declared.
 */
export type PermissionName = string;

const titles = new Map(declaredPermissions().map(({ name, title }) => [name, title]));

/** Every permission there is: name → what it allows, in Chinese. */
export const permissions: Readonly<Record<string, string>> = Object.freeze(Object.fromEntries(titles));

/** True when the text names a declared permission. */
export function isPermission(name: string): boolean {
  return titles.has(name);
}

/** What a permission allows, in Chinese. @throws TypeError for a name that is not declared */
export function titleOf(name: PermissionName): string {
  const title = titles.get(name);
  if (title === undefined) throw new TypeError(`no such permission: ${name}`);
  return title;
}
