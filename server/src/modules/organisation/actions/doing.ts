/** What every change of this module has in common: who makes it, from which day, and that nobody was quicker. */
import {
  actorOf,
  demand,
  type PermissionName,
  type Place,
  reachesTo,
  type Viewer,
} from '../../../platform/access/index.ts';
import { businessToday } from '../../../platform/calendar/index.ts';
import type { Role } from '../../../platform/city/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { type DatedKind, type Hand, lockThing, type Stamp } from '../store/dated.ts';

/** Who makes a change, by which declarations, on which day, and why. */
export interface Doing {
  viewer: Viewer;
  city: { roles: readonly Role[] };
  reason?: string | null | undefined;
  /** The business day of the change; today when absent. */
  today?: string;
}

/** The business day of a change. */
export const todayOf = ({ today }: Doing): string => today ?? businessToday();

/** As the tables write down who has changed something. */
export function handOf({ viewer, reason }: Doing): Hand {
  const byName = viewer.kind === 'officer' || viewer.kind === 'operator' ? viewer.name : null;
  return { by: actorOf(viewer), byName, reason: reason ?? null };
}

/** A field of the request that cannot be so, and what would be right. */
export function badField(field: string, message: string): XinhengError {
  return new XinhengError('bad-request', { message, details: { errors: [{ in: 'body', field, message }] } });
}

/** Nothing of this name within the viewer's reach. */
export function notFound(what: string): XinhengError {
  return new XinhengError('not-found', `没有找到${what}，或者它不在您的管理范围内。`);
}

/**
 * Passes when the viewer's permission reaches the place; out of reach is what does not exist.
 * @throws XinhengError forbidden, not-found
 */
export function demandPlace(viewer: Viewer, permission: PermissionName, place: Place | null, what: string): void {
  demand(viewer, permission);
  if (place === null || !reachesTo(viewer, permission, place)) throw notFound(what);
}

/**
 * Takes a thing for a change. `version` is the one that the editor has seen; undefined for the console and for doors of
 * the program, which change what they find.
 * @throws XinhengError not-found; conflict when somebody else has changed it meanwhile, saying who and when
 */
export async function take(
  tx: Tx,
  kind: DatedKind<never>,
  key: string,
  version: number | undefined,
  what: string,
): Promise<Stamp> {
  const stamp = await lockThing(tx, kind, key);
  if (!stamp) throw notFound(what);
  if (version !== undefined && version !== stamp.version) {
    const at = new Intl.DateTimeFormat('zh-CN', {
      dateStyle: 'long',
      timeStyle: 'short',
      timeZone: 'Asia/Shanghai',
    }).format(new Date(stamp.changedAt));
    throw new XinhengError('conflict', {
      message: `${stamp.changedByName ?? '系统'}已于${at}修改了${what}，请刷新后再改。`,
      details: { version: stamp.version, changedAt: stamp.changedAt, changedBy: stamp.changedByName },
    });
  }
  return stamp;
}
