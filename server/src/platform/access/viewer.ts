import { XinhengError } from '../errors/index.ts';
import type { PermissionName } from './permissions.ts';

/** Who is asking. Every read takes one and filters by it. */
export type Viewer =
  | { kind: 'public' }
  | { kind: 'client'; tokenId: string; department: string; permissions: ReadonlySet<string> }
  | { kind: 'operator'; name: string };

/** The anonymous visitor: sees what the law makes public, nothing else. */
export const publicViewer: Viewer = { kind: 'public' };

/** Whether the viewer holds the permission. The operator at the server's console holds all; the public holds none. */
export function may(viewer: Viewer, permission: PermissionName): boolean {
  if (viewer.kind === 'operator') return true;
  return viewer.kind === 'client' && viewer.permissions.has(permission);
}

/** Throws `unauthorised` for the public, `forbidden` for a client without the permission. */
export function demand(viewer: Viewer, permission: PermissionName): void {
  if (may(viewer, permission)) return;
  if (viewer.kind === 'public') {
    throw new XinhengError('unauthorised', '该接口需要访问令牌,请在 Authorization 请求头中提供 Bearer 令牌。');
  }
  throw new XinhengError('forbidden', { message: `令牌没有“${permission}”权限。`, details: { permission } });
}

/** Whether the viewer may write for the department: its own only, the operator for any. */
export function mayWriteFor(viewer: Viewer, department: string): boolean {
  return viewer.kind === 'operator' || (viewer.kind === 'client' && viewer.department === department);
}

/** The actor's name for audit entries and batches. */
export function actorOf(viewer: Viewer): string {
  if (viewer.kind === 'client') return `token:${viewer.tokenId}`;
  return viewer.kind === 'operator' ? `operator:${viewer.name}` : 'public';
}
