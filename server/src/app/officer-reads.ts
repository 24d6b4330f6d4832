/** The officers' routes of registry and records, which stand side by side and read each other's part through here. */
import { sourcesOf } from '../modules/exchange/index.ts';
import { judgementRoutes } from '../modules/rating/index.ts';
import { itemGroups, readRecords, recordLineSchema, recordsRoutes, sightOf } from '../modules/records/index.ts';
import { findSubject, subjectAsOf, subjectFileRoutes } from '../modules/registry/index.ts';
import type { City } from '../platform/city/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Route } from '../platform/http/index.ts';

/** Routes of the subject file and of records. */
export function officerRoutes({ db, city }: { db: Db; city: City }): Route[] {
  return [
    ...subjectFileRoutes({
      db,
      city,
      reads: {
        async card(q, viewer, present, clocks) {
          const { subjectCode, region } = present;
          const records = await readRecords(q, city.catalogue, viewer, { subjectCode, region, ...clocks });
          return subjectAsOf(present, records.reverse(), city.catalogue);
        },
        groups: (q, viewer, of) => itemGroups(q, city, viewer, of),
        sight: (viewer, region) => sightOf(viewer, { region }),
        line: recordLineSchema,
      },
    }),
    ...recordsRoutes({ db, city, findSubject, sourcesOf }),
    ...judgementRoutes({
      ...{ db, city },
      async subject(q, viewer, code, clocks) {
        const present = await findSubject(q, viewer, code);
        if (!present?.inReach) return null;
        const { subjectCode, region } = present;
        const records = await readRecords(q, city.catalogue, viewer, { subjectCode, region, ...clocks });
        const seen = new Map(records.map(({ recordKey, payload }) => [recordKey, { basis: basisOf(payload) }]));
        const clocked = clocks.asOf !== undefined || clocks.knownAt !== undefined;
        const card = clocked ? subjectAsOf(present, records.reverse(), city.catalogue) : present;
        return card && { subjectCode, seen, card };
      },
    }),
  ];
}

/** 依据 that a record itself names. */
export function basisOf(payload: Record<string, unknown>): string | null {
  return typeof payload.basis === 'string' ? payload.basis : null;
}
