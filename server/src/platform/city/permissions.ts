/** Permissions, roles and matters 应用事项 as `cities/` declares them. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { citiesFolder, type Declaration, readDeclaration } from './declaration.ts';

/** One thing that somebody may be allowed to do. */
export interface Permission {
  /** `batches.read`. */
  name: string;
  /** What it allows, in Chinese. */
  title: string;
  group: string;
  /** May be given to a program's token; everything else only people can hold. */
  scope?: boolean;
}

/** How far a permission reaches, narrowest first: 本人, 本部门, 本部门及下级, 本区划, 全市. */
export const reaches = ['self', 'own', 'units', 'region', 'city'] as const;
export type Reach = (typeof reaches)[number];

export type OrganisationKind = 'department' | 'association' | 'bank' | 'enterprise';

/** A set of permissions that a post is given. */
export interface Role {
  code: string;
  name: string;
  description: string;
  /** Kinds of organisation whose people may hold it. */
  heldIn: OrganisationKind[];
  /** One of the three administrators of 等保; nobody may be two of them. */
  administrator: 'system' | 'security' | 'audit' | null;
  permissions: Record<string, Reach>;
}

/** A purpose for which non-public data may be looked at. */
export interface Matter {
  code: string;
  name: string;
  basis: string | null;
  /** The officer must also write why. */
  noteRequired: boolean;
}

let permissions: readonly Permission[] | undefined;

/** Every permission there is, the same for all cities. Read once. */
export function declaredPermissions(): readonly Permission[] {
  if (permissions === undefined) {
    const file = readDeclaration<{ permissions: Permission[] }>(
      join(citiesFolder, 'base', 'permissions.yaml'),
      'base/schema/permissions.schema.json',
    );
    const list = file.value.permissions;
    for (const [i, { name }] of list.entries()) {
      if (list.findIndex((other) => other.name === name) !== i) file.refuse(['permissions', i], `权限“${name}”重复`);
    }
    permissions = Object.freeze(list.map((permission) => Object.freeze(permission)));
  }
  return permissions;
}

type DeclaredRole = Partial<Omit<Role, 'code'>> & { code: string; without?: string[] };

/** The file of the base and, where it exists, the city's own. */
function layers<T>(folder: string, name: string): Declaration<T>[] {
  const schema = `base/schema/${name}.schema.json`;
  const own = join(citiesFolder, folder, `${name}.yaml`);
  const base = readDeclaration<T>(join(citiesFolder, 'base', `${name}.yaml`), schema);
  return folder !== 'base' && existsSync(own) ? [base, readDeclaration<T>(own, schema)] : [base];
}

/**
 * Roles of a city: the base's, adjusted and added to by its own roles.yaml.
 * @throws XinhengError `declaration-invalid` for an unknown permission, or a role without name, place or permissions
 */
export function readRoles(folder: string): Role[] {
  const known = new Set(declaredPermissions().map(({ name }) => name));
  const roles = new Map<string, Role>();
  for (const file of layers<{ roles: DeclaredRole[] }>(folder, 'roles')) {
    for (const [i, declared] of file.value.roles.entries()) {
      if (file.value.roles.findIndex(({ code }) => code === declared.code) !== i)
        file.refuse(['roles', i], `角色“${declared.code}”重复`);
      for (const name of Object.keys(declared.permissions ?? {})) {
        if (!known.has(name))
          file.refuse(['roles', i, 'permissions', name], `没有权限“${name}”（见 permissions.yaml）`);
      }
      const before = roles.get(declared.code);
      for (const [j, name] of (declared.without ?? []).entries()) {
        if (before?.permissions[name] === undefined)
          file.refuse(['roles', i, 'without', j], `角色“${declared.code}”原来就没有权限“${name}”`);
      }
      const without = new Set(declared.without ?? []);
      const granted = { ...before?.permissions, ...declared.permissions };
      roles.set(declared.code, {
        code: declared.code,
        name: declared.name ?? before?.name ?? file.refuse(['roles', i], `角色“${declared.code}”缺少 name`),
        description: declared.description ?? before?.description ?? '',
        heldIn: declared.heldIn ?? before?.heldIn ?? file.refuse(['roles', i], `角色“${declared.code}”缺少 heldIn`),
        administrator: declared.administrator ?? before?.administrator ?? null,
        permissions: Object.fromEntries(Object.entries(granted).filter(([name]) => !without.has(name))),
      });
    }
  }
  return [...roles.values()];
}

/** The roles that all cities have in common. */
export const readBaseRoles = (): Role[] => readRoles('base');

/** Matters of a city: the base's, replaced by code and added to by its own matters.yaml. */
export function readMatters(folder: string): Matter[] {
  const matters = new Map<string, Matter>();
  for (const file of layers<{ matters: (Pick<Matter, 'code' | 'name'> & Partial<Matter>)[] }>(folder, 'matters')) {
    for (const matter of file.value.matters) {
      matters.set(matter.code, { basis: null, noteRequired: false, ...matter });
    }
  }
  return [...matters.values()];
}
