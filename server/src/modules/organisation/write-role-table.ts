/** `npm run roles`: writes docs/manual/角色权限表.md from the declarations. */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { cityCodes, declaredPermissions, loadCity, readBaseRoles } from '../../platform/city/index.ts';
import { roleTable } from './rules/role-table.ts';

export const roleTableFile = fileURLToPath(new URL('../../../../docs/manual/角色权限表.md', import.meta.url));

/** The page as the declarations of today make it. */
export function currentRoleTable(): string {
  const cities = cityCodes().map((code) => loadCity(code));
  return roleTable({ permissions: declaredPermissions(), base: readBaseRoles(), cities });
}

if (import.meta.main) {
  await writeFile(roleTableFile, currentRoleTable());
  process.stdout.write(`${roleTableFile} written\n`);
}
