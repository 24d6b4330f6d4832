/** Which roles a post may be given. Pure. */
import type { OrganisationKind, Role } from '../../../platform/city/index.ts';
import type { Piece } from './dated.ts';

const kindNames: Record<OrganisationKind, string> = {
  department: '政府部门',
  association: '行业协会',
  bank: '银行',
  enterprise: '企业',
};

/** 政府部门, 行业协会… */
export const organisationKindName = (kind: OrganisationKind): string => kindNames[kind];

/** Why a post of an organisation of this kind cannot have these roles; null when it can. */
export function faultOfRoles(
  declared: readonly Role[],
  held: readonly string[],
  kind: OrganisationKind,
): string | null {
  for (const code of held) {
    const role = declared.find((candidate) => candidate.code === code);
    if (!role) return `没有角色“${code}”，可选：${declared.map((one) => `${one.code}（${one.name}）`).join('、')}。`;
    if (!role.heldIn.includes(kind)) {
      const places = role.heldIn.map(organisationKindName).join('、');
      return `角色“${role.name}”只授予${places}的人员，该机构是${organisationKindName(kind)}。`;
    }
  }
  return null;
}

/** The name of the administrator role 三员 among these; null when there is none. */
export function administratorRole(declared: readonly Role[], held: readonly string[]): string | null {
  return declared.find(({ code, administrator }) => administrator !== null && held.includes(code))?.name ?? null;
}

interface Held {
  roles: readonly string[];
}

/**
 * Two administrator roles 三员 that the pieces give one person on one day, in words; null when there are none. All pieces
 * of all his posts are handed in.
 */
export function twoAdministrators(declared: readonly Role[], pieces: readonly Piece<Held>[]): string | null {
  const held = pieces.flatMap(({ from, until, facts }) =>
    declared
      .filter((role) => role.administrator !== null && facts.roles.includes(role.code))
      .map((role) => ({ from, until, role })),
  );
  for (const [i, a] of held.entries()) {
    for (const b of held.slice(i + 1)) {
      if (a.role.administrator !== b.role.administrator && a.from < b.until && b.from < a.until) {
        return `系统管理员、安全管理员、审计管理员三员分立：同一人不能同时担任“${a.role.name}”和“${b.role.name}”。`;
      }
    }
  }
  return null;
}
