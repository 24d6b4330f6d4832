import { declaredPermissions } from '../city/index.ts';

/**
 * The name of a permission of cities/base/permissions.yaml. Permissions are data, so the compiler cannot know them:
 * `defineRoute` and `demand` refuse a name that is not declared.
 */
export type PermissionName = string;

const titles = new Map(declaredPermissions().map(({ name, title }) => [name, title]));

/** Every permission there is: name → what it allows, in Chinese. */
export const permissions: Readonly<Record<string, string>> = Object.freeze(Object.fromEntries(titles));

/** The permissions that a program's token can be given: name → what it allows, in Chinese. */
export const scopes: Readonly<Record<string, string>> = Object.freeze(
  Object.fromEntries(declaredPermissions().flatMap(({ name, title, scope }) => (scope ? [[name, title]] : []))),
);

/** True when the text names a permission that a token can be given. */
export function isScope(name: string): boolean {
  return Object.hasOwn(scopes, name);
}

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
