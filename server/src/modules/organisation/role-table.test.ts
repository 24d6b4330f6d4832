import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { declaredPermissions, loadCity, type Reach, readBaseRoles } from '../../platform/city/index.ts';
import { roleTable } from './rules/role-table.ts';
import { currentRoleTable, roleTableFile } from './write-role-table.ts';

it('the committed page says what the declarations say; `npm run roles` writes it anew', async () => {
  expect(await readFile(roleTableFile, 'utf8')).toBe(currentRoleTable());
});

it('every cell of the page is the role’s own reach, and an empty cell its absence', () => {
  const page = currentRoleTable();
  const roles = readBaseRoles();
  const names: Record<Reach, string> = {
    ...{ self: '本人', own: '本部门', units: '本部门及下级', region: '本区划', city: '全市' },
  };
  for (const { name, title } of declaredPermissions()) {
    const line = page.split('\n').find((one) => one.startsWith(`| ${title} |`));
    const cells = line
      ?.split('|')
      .slice(2, -1)
      .map((cell) => cell.trim());
    const expected = roles.map(({ permissions }) => (permissions[name] === undefined ? '' : names[permissions[name]]));
    expect([title, cells]).toEqual([title, expected]);
  }
});

it('what a city does otherwise stands under its name', () => {
  const base = readBaseRoles();
  const { permissions, city } = { permissions: declaredPermissions(), city: loadCity('baoshan') };
  const adjusted = city.roles.map((role) =>
    role.code === 'reviewer'
      ? {
          ...role,
          permissions: { ...role.permissions, 'records.read': 'units' as const, 'people.manage': 'own' as const },
        }
      : role,
  );
  const added = { ...base[0], code: 'guest', name: '来访人员', permissions: { 'catalogue.read': 'city' as const } };
  const page = roleTable({
    ...{ permissions, base },
    cities: [
      { name: '甲市', roles: [...adjusted, added as (typeof base)[number]] },
      { name: '乙市', roles: base },
    ],
  });
  expect(page).toContain(`### 甲市

| 角色 | 权限 | 各市共有 | 本市 |
|---|---|---|---|
| 审核员 | 查询政务共享的信用信息 | 全市 | 本部门及下级 |
| 审核员 | 维护人员与任职 | （无） | 本部门 |
| 来访人员（本市增设） | 查看信息目录 | （无） | 全市 |

### 乙市

与上表相同，没有调整。
`);
});
