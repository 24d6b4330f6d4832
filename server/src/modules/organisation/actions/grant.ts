/** Who may give and take roles. */
import { demand, reachesTo, type Viewer } from '../../../platform/access/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { anybodyHolds } from '../store/posts.ts';
import { type Doing, notFound, todayOf } from './doing.ts';

export interface Granting {
  personId: string;
  organisation: string;
  before: readonly string[];
  after: readonly string[];
}

/**
 * Passes when the viewer may make this change of a post's roles: who holds `roles.grant` and reaches the organisation,
 * never for himself; and the system administrator for the very first security and audit administrator, while there is
 * none. The caller holds the lock of roles.
 * @throws XinhengError forbidden, not-found (out of reach)
 */
export async function demandGrant(
  tx: Tx,
  doing: Doing,
  granting: Granting,
): Promise<'granted' | 'first-administrator'> {
  const { viewer } = doing;
  if (viewer.kind === 'officer' && viewer.personId === granting.personId) {
    throw new XinhengError('forbidden', '不能给自己授予或收回角色，请由另一位安全管理员办理。');
  }
  if (await appointsFirst(tx, doing, granting)) return 'first-administrator';
  demand(viewer, 'roles.grant');
  if (!reachesTo(viewer, 'roles.grant', { department: granting.organisation })) throw notFound('该任职');
  return 'granted';
}

/** 系统管理员 names the first 安全管理员 and the first 审计管理员: without them nobody could grant anything. */
async function appointsFirst(tx: Tx, doing: Doing, { before, after }: Granting): Promise<boolean> {
  const { city } = doing;
  if (!isSystemAdministrator(doing.viewer, city.roles)) return false;
  if (before.some((code) => !after.includes(code))) return false;
  const added = after.filter((code) => !before.includes(code));
  const [role] = city.roles.filter(({ code }) => added.includes(code));
  if (added.length !== 1 || (role?.administrator !== 'security' && role?.administrator !== 'audit')) return false;
  const alike = city.roles.filter(({ administrator }) => administrator === role.administrator);
  const taken = await anybodyHolds(
    tx.client,
    alike.map(({ code }) => code),
    todayOf(doing),
  );
  return !taken;
}

function isSystemAdministrator(viewer: Viewer, roles: Doing['city']['roles']): boolean {
  return (
    viewer.kind === 'officer' &&
    roles.some(({ code, administrator }) => administrator === 'system' && viewer.roles.includes(code))
  );
}
