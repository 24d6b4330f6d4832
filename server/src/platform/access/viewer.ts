import { type Reach, reaches } from '../city/index.ts';
import { XinhengError } from '../errors/index.ts';
import { type PermissionName, titleOf } from './permissions.ts';

/** Why somebody looks at non-public data: a matter 应用事项 of the city's list, and what the officer wrote. */
export interface Purpose {
  matter: string;
  note: string | null;
}

/** A person who has signed in and acts in one of his posts. */
export interface Officer {
  kind: 'officer';
  accountId: string;
  personId: string;
  name: string;
  sessionId: string;
  postId: string;
  roles: readonly string[];
  /** Organisation of the post. */
  department: string;
  /** Region of that organisation. */
  region: string;
  /** The organisation and everything below it. */
  units: readonly string[];
  /** The region and everything below it, abolished codes included. */
  regions: readonly string[];
  /** Every organisation that serves one of `regions`. */
  regionUnits: readonly string[];
  grants: ReadonlyMap<PermissionName, Reach>;
  address?: string;
  purpose?: Purpose;
}

/** A program of a department, known by its token. */
export interface Client {
  kind: 'client';
  tokenId: string;
  department: string;
  permissions: ReadonlySet<string>;
  address?: string;
  purpose?: Purpose;
}

/** Who is asking. Every read takes one and filters by it. */
export type Viewer =
  | { kind: 'public' }
  | Client
  | Officer
  /** Somebody at the server's console; may do everything, and is named in the audit log by the system's user. */
  | { kind: 'operator'; name: string };

/** The anonymous visitor: sees what the law makes public, nothing else. */
export const publicViewer: Viewer = { kind: 'public' };

/** Facts that belong to nobody in particular; a client may read them for the whole city. */
const cityWideForClients = new Set(['subjects.read', 'records.read', 'catalogue.read', 'organisation.read']);

/** How far the viewer's permission reaches; null when it is not held. The public holds none, the operator all. */
export function reachOf(viewer: Viewer, permission: PermissionName): Reach | null {
  titleOf(permission);
  switch (viewer.kind) {
    case 'public':
      return null;
    case 'operator':
      return 'city';
    case 'officer':
      return viewer.grants.get(permission) ?? null;
    case 'client':
      if (!viewer.permissions.has(permission)) return null;
      return cityWideForClients.has(permission) ? 'city' : 'own';
  }
}

/** Whether the viewer holds the permission, however far it reaches. */
export function may(viewer: Viewer, permission: PermissionName): boolean {
  return reachOf(viewer, permission) !== null;
}

/** The reach of a held permission. @throws XinhengError `unauthorised` for the public, `forbidden` when it is not held */
export function demand(viewer: Viewer, permission: PermissionName): Reach {
  const reach = reachOf(viewer, permission);
  if (reach !== null) return reach;
  if (viewer.kind === 'public') {
    throw new XinhengError('unauthorised', '请先登录；程序调用请在 Authorization 请求头中提供 Bearer 令牌。');
  }
  throw new XinhengError('forbidden', {
    message: `您没有“${titleOf(permission)}”的权限。`,
    details: { permission },
  });
}

/** Columns (SQL expressions) by which a table knows whose its rows are. Leave out what it does not know. */
export interface Belonging {
  /** Organisation code. */
  department?: string;
  /** Region code. */
  region?: string;
  /** Account id of the person a row belongs to. */
  account?: string;
}

/**
 * A SQL condition that is true for the rows within the viewer's reach. `bind` adds a value to the statement and returns
 * its placeholder. A table that knows only regions is filtered by region for every reach up to the region, because that
 * is the ground the department works on; a table that lacks the column a reach needs gives nothing.
 * @throws XinhengError `unauthorised` or `forbidden` when the permission is not held
 */
export function within(
  viewer: Viewer,
  permission: PermissionName,
  { department, region, account }: Belonging,
  bind: (value: unknown) => string,
): string {
  const reach = demand(viewer, permission);
  if (reach === 'city') return 'true';
  if (viewer.kind === 'client')
    return department === undefined ? 'false' : `${department} = ${bind(viewer.department)}`;
  if (viewer.kind !== 'officer') return 'false';
  const among = (column: string, codes: readonly string[]) => `${column} = any(${bind(codes)}::text[])`;
  if (reach === 'self') return account === undefined ? 'false' : `${account} = ${bind(viewer.accountId)}`;
  if (reach === 'region') {
    if (region !== undefined) return among(region, viewer.regions);
    return department === undefined ? 'false' : among(department, viewer.regionUnits);
  }
  if (department === undefined) return region === undefined ? 'false' : among(region, viewer.regions);
  return reach === 'own' ? `${department} = ${bind(viewer.department)}` : among(department, viewer.units);
}

/** One row's belonging, as values. */
export interface Place {
  department?: string | null;
  region?: string | null;
  account?: string | null;
}

/** The same decision as `within` for one row at hand; false also when the permission is not held. */
export function reachesTo(viewer: Viewer, permission: PermissionName, place: Place): boolean {
  const reach = reachOf(viewer, permission);
  if (reach === null) return false;
  if (reach === 'city') return true;
  if (viewer.kind === 'client') return place.department === viewer.department;
  if (viewer.kind !== 'officer') return false;
  const among = (code: string | null | undefined, codes: readonly string[]) =>
    code !== null && code !== undefined && codes.includes(code);
  if (reach === 'self') return place.account === viewer.accountId;
  if (reach === 'region')
    return place.region !== undefined
      ? among(place.region, viewer.regions)
      : among(place.department, viewer.regionUnits);
  if (place.department === undefined) return among(place.region, viewer.regions);
  return reach === 'own' ? place.department === viewer.department : among(place.department, viewer.units);
}

/** The wider of two reaches. */
export function wider(a: Reach, b: Reach): Reach {
  return reaches.indexOf(a) >= reaches.indexOf(b) ? a : b;
}

/** Whether the viewer may hand in data for the department: its own as far as the permission reaches, the operator any. */
export function mayWriteFor(viewer: Viewer, department: string): boolean {
  return reachesTo(viewer, 'batches.submit', { department });
}

/** The organisation the viewer acts for; null for the public and the console. */
export function departmentOf(viewer: Viewer): string | null {
  return viewer.kind === 'officer' || viewer.kind === 'client' ? viewer.department : null;
}

/** The actor's name for audit entries and batches. */
export function actorOf(viewer: Viewer): string {
  switch (viewer.kind) {
    case 'client':
      return `token:${viewer.tokenId}`;
    case 'officer':
      return `account:${viewer.accountId}`;
    case 'operator':
      return `operator:${viewer.name}`;
    case 'public':
      return 'public';
  }
}

/** Who, in which post, for whom, why and from where: the part of an audit entry that the viewer decides. */
export interface Who {
  actor: string;
  department?: string;
  person?: string;
  post?: string;
  role?: string;
  purpose?: string;
  purposeNote?: string;
  address?: string;
}

/** The viewer as an audit entry tells of it; spread it into the entry. */
export function whoIs(viewer: Viewer): Who {
  const who: Who = { actor: actorOf(viewer) };
  if (viewer.kind !== 'officer' && viewer.kind !== 'client') return who;
  who.department = viewer.department;
  if (viewer.kind === 'officer') {
    who.person = viewer.personId;
    who.post = viewer.postId;
    who.role = viewer.roles.join(',');
  }
  if (viewer.address !== undefined) who.address = viewer.address;
  if (viewer.purpose !== undefined) {
    who.purpose = viewer.purpose.matter;
    if (viewer.purpose.note !== null) who.purposeNote = viewer.purpose.note;
  }
  return who;
}
