/** The doors of the lower modules, opened for the public and handed to the portal. */
import type { PortalReads, PortalSubject } from '../modules/portal/index.ts';
import { publicJudgements } from '../modules/rating/index.ts';
import {
  type Clocks,
  holdings,
  listRecords,
  type RecordPage,
  readRecords,
  readRecordVersions,
} from '../modules/records/index.ts';
import { readSubject, type Subject, type SubjectSearch, subjectAsOf } from '../modules/registry/index.ts';
import { publicQuality } from '../modules/scorecards/index.ts';
import { publicViewer } from '../platform/access/index.ts';
import type { City } from '../platform/city/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { PublicVersion } from './public-version.ts';

export interface PortalSource {
  db: Db;
  city: City;
  search: SubjectSearch;
  version: PublicVersion;
  /** The store holds the generated city. */
  demonstration: boolean;
  practice: boolean;
  examples: string[];
  origin: string | undefined;
}

/** Reads of the public, over the store and the search. */
export function portalReads({
  db,
  city,
  search,
  version,
  demonstration,
  practice,
  examples,
  origin,
}: PortalSource): PortalReads {
  const { pool } = db;
  const { catalogue } = city;
  const withNames = async (page: RecordPage) => {
    const names = await subjectNames(
      db,
      page.records.map((record) => record.subjectCode),
    );
    return {
      records: page.records.map((record) => ({
        ...record,
        subjectName: names.get(record.subjectCode) ?? record.subjectCode,
      })),
      ...(page.next !== undefined && { nextCursor: page.next }),
    };
  };
  return {
    city: {
      code: city.code,
      name: city.name,
      title: city.portal.title,
      demonstration,
      practice,
      examples,
      origin,
      contact: city.portal.owner ? [{ label: '主办单位', value: city.portal.owner }] : [],
    },
    catalogue,
    departments: city.departments.map(({ code, name, region }) => ({
      code,
      name,
      level: region === city.regionCode ? ('city' as const) : ('county' as const),
    })),
    regions: city.regions.map(({ code, name }) => ({ code, name })),
    subject: (code, clocks) => subjectAt(db, city, code, clocks),
    records: (code, clocks) => readRecords(pool, catalogue, publicViewer, { subjectCode: code, ...clocks }),
    recordVersions: (code, recordKey) =>
      readRecordVersions(pool, catalogue, publicViewer, { subjectCode: code, recordKey }),
    search: (query) => search.search(query),
    holdings: () => holdings(pool),
    subjectCount: countedSubjects(db, version),
    recordsOfItem: async (item, { limit, cursor }) =>
      withNames(await listRecords(pool, catalogue, publicViewer, { item, limit, after: cursor })),
    recordsOfDepartment: async (department, { limit, cursor }) =>
      withNames(await listRecords(pool, catalogue, publicViewer, { department, limit, after: cursor })),
    today: () => version.today(),
    version: () => version.current(),
    quality: publicQuality({ db, city }),
    judgements: publicJudgements({ db, city }),
  };
}

/** The present card, or with clocks the card as the registrations known by then make it. */
async function subjectAt(db: Db, city: City, code: string, clocks: Clocks): Promise<PortalSubject | null> {
  const present: Subject | null = await readSubject(db.pool, publicViewer, code);
  if (!present || (clocks.asOf === undefined && clocks.knownAt === undefined)) return present;
  const records = await readRecords(db.pool, city.catalogue, publicViewer, {
    subjectCode: present.subjectCode,
    ...clocks,
  });
  return subjectAsOf(present, records.reverse(), city.catalogue);
}

async function subjectNames(db: Db, codes: string[]): Promise<Map<string, string>> {
  const { rows } = await db.pool.query<{ subject_code: string; name: string }>(
    'select subject_code, name from registry.subject where subject_code = any($1)',
    [codes],
  );
  return new Map(rows.map((row) => [row.subject_code, row.name]));
}

/** Milliseconds for which a count is good while the store's version is unknown. */
const countMs = 30_000;

/** Counting a million subjects takes a tenth of a second, so it is done once for each version of the store. */
function countedSubjects(db: Db, version: PublicVersion): () => Promise<number> {
  let last: { version: string | null; at: number; count: Promise<number> } | undefined;
  return () => {
    const current = version.current();
    const good = last && last.version === current && (current !== null || performance.now() - last.at < countMs);
    if (!last || !good) {
      last = { version: current, at: performance.now(), count: countSubjects(db) };
      last.count.catch(() => {
        last = undefined;
      });
    }
    return last.count;
  };
}

async function countSubjects(db: Db): Promise<number> {
  const { rows } = await db.pool.query<{ count: number }>('select count(*) as count from registry.subject');
  return rows[0]?.count ?? 0;
}
