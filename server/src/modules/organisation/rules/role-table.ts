/** 角色权限表 as a section chief reads it: role × action × reach, per city. Pure. */
import type { Permission, Reach, Role } from '../../../platform/city/index.ts';
import { organisationKindName } from './roles.ts';

const names: Record<Reach, string> = {
  self: '本人',
  own: '本部门',
  units: '本部门及下级',
  region: '本区划',
  city: '全市',
};

/** 本人, 本部门, 本部门及下级, 本区划, 全市. */
export const reachName = (reach: Reach): string => names[reach];

const administrators = { system: '系统管理员', security: '安全管理员', audit: '审计管理员' };

interface Declared {
  permissions: readonly Permission[];
  /** Roles that all cities have. */
  base: readonly Role[];
  /** Roles of each city as adjusted by its own declarations. */
  cities: readonly { name: string; roles: readonly Role[] }[];
}

/** The whole page, in Markdown. */
export function roleTable({ permissions, base, cities }: Declared): string {
  return `${[
    '# 角色权限表',
    intro,
    '## 角色',
    rolesTable(base),
    '## 权限',
    ...permissionTables(permissions, base),
    '## 各市调整',
    ...cities.map(({ name, roles }) => `### ${name}\n\n${adjusted(permissions, base, roles)}`),
  ].join('\n\n')}\n`;
}

const intro = `本表由 \`npm run roles\` 从 cities/base/permissions.yaml、roles.yaml 及各市的 roles.yaml 生成，测试逐字核对，不得手改。

**怎么读。** 一行是一项权限，一列是一个角色，格子里是够得着的范围，空格即没有这项权限。范围由小到大：

- 本人：只有自己的（自己的待办、自己保存的视图）
- 本部门：任职所在的机构
- 本部门及下级：任职所在的机构和它下面的各级机构
- 本区划：任职机构所在的区划（县区、园区）及其下级；已撤并的区划归并入的区划管
- 全市：不受部门和区划限制

一个人有多个任职时，每次只以其中一个任职办事，权限不相加；一个任职有多个角色时，各项权限取最大的范围。
不在本表的一律拒绝。够不着的内容，答复与不存在相同。任何人不能给自己授予角色；系统、安全、审计三类管理员（三员）不得由一人兼任。`;

const cell = (text: string) => text.replaceAll('|', '\\|');

function rolesTable(roles: readonly Role[]): string {
  const lines = roles.map(({ name, code, description, heldIn, administrator }) => {
    const place = heldIn.map(organisationKindName).join('、');
    return `| ${cell(name)} | \`${code}\` | ${place} | ${administrator ? `是（${administrators[administrator]}）` : ''} | ${cell(description)} |`;
  });
  return ['| 角色 | 代码 | 授予哪类机构的人员 | 三员 | 说明 |', '|---|---|---|---|---|', ...lines].join('\n');
}

function permissionTables(permissions: readonly Permission[], roles: readonly Role[]): string[] {
  const groups = Map.groupBy(permissions, ({ group }) => group);
  return [...groups].map(([group, list]) => {
    const lines = list.map(({ name, title }) => {
      const cells = roles.map((role) => {
        const reach = role.permissions[name];
        return reach === undefined ? '' : reachName(reach);
      });
      return `| ${cell(title)} | ${cells.join(' | ')} |`;
    });
    const head = `| 权限 | ${roles.map(({ name }) => cell(name)).join(' | ')} |`;
    return [`### ${group}`, '', head, `|---|${roles.map(() => '---|').join('')}`, ...lines].join('\n');
  });
}

/** What a city's roles are otherwise than the base's. */
function adjusted(permissions: readonly Permission[], base: readonly Role[], roles: readonly Role[]): string {
  const told = (reach: Reach | undefined) => (reach === undefined ? '（无）' : reachName(reach));
  const lines = roles.flatMap((role) => {
    const before = base.find(({ code }) => code === role.code);
    const changed = permissions.flatMap(({ name, title }) => {
      const [was, is] = [before?.permissions[name], role.permissions[name]];
      if (was === is) return [];
      return [`| ${cell(role.name)}${before ? '' : '（本市增设）'} | ${cell(title)} | ${told(was)} | ${told(is)} |`];
    });
    const renamed =
      before && before.name !== role.name
        ? [`| ${cell(role.name)} | 名称 | ${cell(before.name)} | ${cell(role.name)} |`]
        : [];
    const places = (of: Role) => of.heldIn.map(organisationKindName).join('、');
    const moved =
      before && places(before) !== places(role)
        ? [`| ${cell(role.name)} | 授予哪类机构的人员 | ${places(before)} | ${places(role)} |`]
        : [];
    return [...renamed, ...moved, ...changed];
  });
  if (lines.length === 0) return '与上表相同，没有调整。';
  return ['| 角色 | 权限 | 各市共有 | 本市 |', '|---|---|---|---|', ...lines].join('\n');
}
