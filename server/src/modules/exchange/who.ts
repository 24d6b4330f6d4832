/** Who did something to a batch, kept with it: background work tells the audit log, and a later colleague is told. */
import { type Viewer, type Who, whoIs } from '../../platform/access/index.ts';

/** The words of the audit log, with the person's name on that day. */
export type Doer = Who & { name?: string };

export function doerOf(viewer: Viewer): Doer {
  if (viewer.kind === 'officer') return { ...whoIs(viewer), name: viewer.name };
  return viewer.kind === 'operator' ? { ...whoIs(viewer), name: viewer.name } : whoIs(viewer);
}

/** `王芳于 2026-11-24 10:22`; `at` as the store gives moments. */
export function whoAndWhen(doer: Doer | null, at: string | null): string {
  const name = doer?.name ?? doer?.actor ?? '系统';
  return at === null ? name : `${name}于 ${at.slice(0, 16).replace('T', ' ')}`;
}
