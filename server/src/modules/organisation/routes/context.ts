/** What the routes of this module are handed, and how they read and act. */
import type { Viewer } from '../../../platform/access/index.ts';
import { whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { businessToday } from '../../../platform/calendar/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, type Queryable, type Tx, transact } from '../../../platform/db/index.ts';
import type { Doing } from '../actions/doing.ts';
import type { Reading } from './describe.ts';

export interface OrganisationContext {
  db: Db;
  city: City;
  /** Region of a subject's domicile, null when it is not known; undefined when there is no such subject. */
  regionOfSubject: (q: Queryable, code: string) => Promise<string | null | undefined>;
}

/** A reading as of a day (today when absent) and as known at a moment (now when absent). */
export function readingOf(
  { db, city }: OrganisationContext,
  viewer: Viewer,
  { on, knownAt }: { on?: string | undefined; knownAt?: string | undefined } = {},
): Reading {
  const today = businessToday();
  return { q: db.pool, city, viewer, today, clocks: { on: on ?? today, knownAt: knownAt ?? null } };
}

/** Carries out a change in one transaction. */
export function acting<T>(
  { db, city }: OrganisationContext,
  { viewer, body: { reason } }: { viewer: Viewer; body: { reason: string } },
  work: (tx: Tx, doing: Doing) => Promise<T>,
): Promise<T> {
  return transact(db, (tx) => work(tx, { viewer, city, reason: reason.trim() }));
}

/** Keeps that somebody has looked at a person. */
export async function looked({ db }: OrganisationContext, viewer: Viewer, object: string): Promise<void> {
  await transact(db, (tx) => audit(tx, { ...whoIs(viewer), action: 'organisation.look', object }));
}
