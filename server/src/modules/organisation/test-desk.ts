/** The routes of this module over a fresh store, for its tests; officers are known by a word in place of a session. */
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { officerOf } from '../../../test/officers.ts';
import type { Officer, Viewer } from '../../platform/access/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import { loadCity, type Reach } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { appoint, createPerson, installOrganisation, organisationRoutes } from './index.ts';

export const city = loadCity('jinan');
export const today = businessToday();
export const dayFrom = (days: number): string =>
  new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

/** An officer of a department with permissions as far as said. */
export function holding(department: string, permissions: Record<string, Reach>): Officer {
  return { ...officerOf(city, department, []), grants: new Map(Object.entries(permissions)) };
}

export interface Desk {
  database: TestDatabase;
  viewers: Map<string, Viewer>;
  /** GET without a body, POST with one. */
  ask(who: string, path: string, payload?: object): Promise<{ status: number; body: ReturnType<typeof JSON.parse> }>;
  /** Enters somebody with a post, past the routes. */
  enter(person: { name: string; phone?: string }, posts: Record<string, string[]>): Promise<string>;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const database = await freshDatabase();
  const { db } = database;
  await transact(db, (tx) => installOrganisation(tx, city));
  const viewers = new Map<string, Viewer>();
  const http = buildHttp({
    routes: organisationRoutes({
      ...{ db, city },
      regionOfSubject: async (_q, code) => (code === 'none' ? undefined : '370102'),
    }),
    logger: silentLogger(),
    matters: city.matters,
    authenticate: async (word) => viewers.get(word) ?? null,
  });
  return {
    database,
    viewers,
    async ask(who, path, payload) {
      const reply = await http.inject({
        method: payload === undefined ? 'GET' : 'POST',
        url: `/api/v1${path}`,
        headers: { authorization: `Bearer ${who}` },
        ...(payload !== undefined && { payload }),
      });
      return { status: reply.statusCode, body: reply.json() };
    },
    enter: (person, posts) =>
      transact(db, async (tx) => {
        const doing = { viewer: { kind: 'operator', name: 'test' } as const, city };
        const made = await createPerson(tx, doing, person);
        for (const [organisation, roles] of Object.entries(posts))
          await appoint(tx, doing, { ...made, organisation, title: '科员', roles });
        return made.personId;
      }),
    async close() {
      await http.close();
      await database.drop();
    },
  };
}
