/** What roles make of a post. Pure. */
import { type PermissionName, wider } from '../../../platform/access/index.ts';
import type { Reach, Role } from '../../../platform/city/index.ts';

/** The permissions that several roles give together, each as far as the widest; roles that are not declared give none. */
export function grantsOf(roles: readonly Role[], held: readonly string[]): Map<PermissionName, Reach> {
  const grants = new Map<PermissionName, Reach>();
  for (const role of roles) {
    if (!held.includes(role.code)) continue;
    for (const [permission, reach] of Object.entries(role.permissions)) {
      const before = grants.get(permission);
      grants.set(permission, before === undefined ? reach : wider(before, reach));
    }
  }
  return grants;
}
