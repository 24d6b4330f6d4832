/**
 * Every permission there is: name → what it allows, in Chinese. A route or an action names one of these or is
 * `public`; a name that is not here does not compile, and an absent permission is a refusal.
 */
export const permissions = {
  'batches.submit': '报送本部门批次数据',
  'batches.read': '查询本部门批次与回执',
  'subjects.read': '查询主体及政务共享信息',
  'pending.read': '查询本部门待认领信息',
} as const;

export type PermissionName = keyof typeof permissions;

/** True when the text names a permission of the table. */
export function isPermission(name: string): name is PermissionName {
  return Object.hasOwn(permissions, name);
}
