import { foldName } from '@xinheng/contracts/fold-name.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts';
import { publicViewer } from '../../../platform/access/index.ts';
import { transact } from '../../../platform/db/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { createSubjectSearch, type SubjectSearch, subjectsOfRepresentative } from './index.ts';
import { parseQuery, shortNamesBelow, tierOf, tiers } from './query.ts';
import { comparePlaces, type Place, rankOf } from './rank.ts';
import type { IndexedSubject } from './segment.ts';
import { eachStoredSubject, fingerprintOf, storeDigest } from './store.ts';
import { searchStore } from './store-search.ts';

let database: TestDatabase;
const services: SubjectSearch[] = [];
let batchId = 0;

beforeAll(async () => {
  database = await freshDatabase();
});
beforeEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.stop()));
  await database.db.pool.query('delete from registry.identifier; delete from registry.subject');
});
afterAll(async () => {
  await Promise.all(services.map((service) => service.stop()));
  await database?.drop();
});

function service(options: Parameters<typeof createSubjectSearch>[1] = {}): SubjectSearch {
  const made = createSubjectSearch(database.db, { checkMs: 0, watchMs: 20, mostLagMs: 0, ...options });
  services.push(made);
  return made;
}

type Change = { subjects?: IndexedSubject[]; removed?: string[]; identifiers?: [value: string, code: string][] };

/** Waits until the index answers: transactions of other tests on the same server hold the outbox back for a while. */
async function ready(search: SubjectSearch): Promise<void> {
  await expect.poll(() => search.stats().state, { timeout: 30_000 }).toBe('ready');
}

/** Writes subjects as an import does: rows and event in one transaction; `silent` forgets the event. */
async function write({ subjects = [], removed = [], identifiers = [] }: Change, silent = false): Promise<void> {
  batchId += 1;
  await transact(database.db, async (tx) => {
    for (const subject of subjects) {
      await tx.client.query(
        `insert into registry.subject (subject_code, kind, name, name_folded, initials, status, region, batch_id, row_number, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 1, now())
         on conflict (subject_code) do update set kind = excluded.kind, name = excluded.name,
           name_folded = excluded.name_folded, initials = excluded.initials, status = excluded.status,
           region = excluded.region, batch_id = excluded.batch_id`,
        [
          subject.subjectCode,
          subject.kind,
          subject.name,
          subject.nameFolded,
          subject.initials,
          subject.status,
          subject.region,
          batchId,
        ],
      );
    }
    await tx.client.query('delete from registry.subject where subject_code = any($1)', [removed]);
    for (const [value, code] of identifiers) {
      await tx.client.query(
        `insert into registry.identifier values ($1, 'former-name', $2, $3, 1) on conflict do nothing`,
        [value, code, batchId],
      );
    }
    if (!silent) {
      await announce(tx, { type: 'registry.subjects-changed', orderingKey: `batch:${batchId}`, payload: { batchId } });
    }
  });
}

async function stored(): Promise<IndexedSubject[]> {
  const subjects: IndexedSubject[] = [];
  await transact(database.db, ({ client }) => eachStoredSubject(client, (subject) => subjects.push(subject)));
  return subjects;
}

/** What a scan of the store by the definition gives. */
async function scan(text: string): Promise<string[]> {
  const query = parseQuery(text);
  if (query === null) return [];
  const { rows } = await database.db.pool.query('select subject_code from registry.identifier where value = any($1)', [
    query.identifiers,
  ]);
  const identified = new Set<string>(rows.map((row) => row.subject_code));
  const places: Place[] = [];
  for (const subject of await stored()) {
    const tier = tierOf(query, subject, identified);
    if (tier !== null) places.push({ tier, rank: rankOf(subject), subjectCode: subject.subjectCode });
  }
  const better = places.filter((place) => place.tier !== tiers.short);
  return (better.length < shortNamesBelow ? places : better).sort(comparePlaces).map((place) => place.subjectCode);
}

async function found(search: SubjectSearch, text: string, limit = 7): Promise<string[]> {
  const codes: string[] = [];
  let cursor: string | undefined;
  do {
    const answer = await search.search({ text, limit, cursor });
    codes.push(...answer.hits.map((hit) => hit.subjectCode));
    cursor = answer.nextCursor;
  } while (cursor !== undefined);
  return codes;
}

const letters = '济南天A1𠮷%_\\';
const nameOf = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 7 });
const codeOf = fc
  .tuple(fc.constantFrom('9137', '1237'), fc.nat(30))
  .map(([head, tail]) => `${head}${String(tail).padStart(14, '0')}`);
const subjectOf: fc.Arbitrary<IndexedSubject> = fc.record({
  subjectCode: codeOf,
  kind: fc.constantFrom('enterprise', 'branch', 'other'),
  name: nameOf,
  nameFolded: nameOf,
  initials: fc.string({ unit: fc.constantFrom('J', 'N', '1'), maxLength: 5 }),
  status: fc.constantFrom('live', 'live', 'revoked'),
  region: fc.constantFrom('370102', null),
});
const textOf = fc.oneof(
  nameOf,
  fc.string({ unit: fc.constantFrom(...letters, ' ', '　', 'ａ', 'Ｊ'), minLength: 1, maxLength: 8 }),
  fc.string({ unit: fc.constantFrom('J', 'n'), minLength: 1, maxLength: 4 }),
  codeOf,
);

function firm(code: string, name: string, more: Partial<IndexedSubject> = {}): IndexedSubject {
  const nameFolded = foldName(name);
  return {
    subjectCode: code,
    kind: 'enterprise',
    name,
    nameFolded,
    initials: '',
    status: 'live',
    region: null,
    ...more,
  };
}
const xinhua = firm('9137010516336575XD', '济南市天桥新华机械厂', { initials: 'JNSTQXHJXC' });

describe('the store as searcher', () => {
  it('gives the answer of a scan, in the same order, page by page', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(subjectOf, { maxLength: 25 }),
        fc.array(fc.tuple(nameOf, codeOf), { maxLength: 3 }),
        fc.array(textOf, { minLength: 1, maxLength: 6 }),
        async (subjects, identifiers, texts) => {
          await database.db.pool.query('delete from registry.identifier; delete from registry.subject');
          await write({ subjects, identifiers });
          // Never started: only PostgreSQL can answer.
          const search = service();
          for (const text of texts) expect(await found(search, text, 3), text).toEqual(await scan(text));
          expect(search.stats().answeredByIndex).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('counts up to a thousand', async () => {
    const subjects = Array.from({ length: 30 }, (_, i) => firm(String(i).padStart(18, '0'), `济南${i}`));
    await write({ subjects });
    const query = parseQuery('济南');
    if (query === null) throw new Error('no query');
    expect(await searchStore(database.db.pool, query, new Set(), 10, null)).toMatchObject({ total: 30, more: true });
  });
});

describe('the index beside the store', () => {
  it('answers as a scan of the store after every change that was announced', async () => {
    const search = service();
    await search.start();
    await fc.assert(
      fc.asyncProperty(
        fc.array(subjectOf, { minLength: 1, maxLength: 10 }),
        fc.array(fc.tuple(nameOf, codeOf), { maxLength: 2 }),
        fc.array(textOf, { minLength: 1, maxLength: 5 }),
        async (subjects, identifiers, texts) => {
          await write({
            subjects,
            identifiers: identifiers.filter(([, code]) => subjects.some((s) => s.subjectCode === code)),
          });
          await expect.poll(() => search.check(), { timeout: 10_000 }).toBe('equal');
          await expect.poll(() => search.stats().state).toBe('ready');
          const before = search.stats();
          for (const text of texts) expect(await found(search, text), text).toEqual(await scan(text));
          expect(search.stats().answeredByStore).toBe(before.answeredByStore);
          expect(search.stats().builds).toBe(before.builds);
        },
      ),
      { numRuns: 25 },
    );
  });

  it('starved of events, steps aside for the store', async () => {
    const search = service({ follow: false });
    await search.start();
    await write({ subjects: [xinhua] });
    await expect.poll(() => search.stats().state, { timeout: 30_000 }).toBe('behind');
    expect(await found(search, '天桥新华')).toEqual([xinhua.subjectCode]);
    expect(search.stats().answeredByIndex).toBe(0);
  });

  it('unable to watch the outbox, steps aside for the store', async () => {
    const search = service({ follow: false, watchMs: 60_000, trustMs: 1 });
    await search.start();
    await write({ subjects: [xinhua] });
    await expect.poll(() => search.stats().state, { timeout: 30_000 }).toBe('behind');
    expect(await found(search, '天桥新华')).toEqual([xinhua.subjectCode]);
  });

  it('finds out by comparing that a change was never announced, and is built anew', async () => {
    const search = service();
    await search.start();
    await ready(search);
    await write({ subjects: [xinhua] }, true);
    expect(await found(search, '天桥新华')).toEqual([]);
    await expect.poll(() => search.check(), { timeout: 30_000 }).toBe('different');
    expect(await found(search, '天桥新华')).toEqual([xinhua.subjectCode]);
    expect(await search.check()).toBe('equal');
    expect(search.stats()).toMatchObject({ builds: 2, subjects: 1, checked: { equal: true } });
  });

  it('answers from the store while it is being built', async () => {
    await write({ subjects: [xinhua] });
    const search = service();
    const started = search.start();
    expect(search.stats().state).not.toBe('ready');
    expect(await found(search, '机械')).toEqual([xinhua.subjectCode]);
    await started;
    await ready(search);
    expect(await found(search, '机械')).toEqual([xinhua.subjectCode]);
    expect(search.stats()).toMatchObject({ state: 'ready', answeredByIndex: 1, answeredByStore: 1 });
  });

  it('is built anew instead of patched when very many subjects change', async () => {
    const search = service({ mostChanges: 3 });
    await search.start();
    await write({ subjects: Array.from({ length: 5 }, (_, i) => firm(String(i).padStart(18, '0'), `济南${i}`)) });
    await expect.poll(() => search.stats().subjects, { timeout: 30_000 }).toBe(5);
    expect(search.stats().builds).toBe(2);
  });

  it('forgets a provisional code when the subject gets its real one', async () => {
    const search = service();
    const provisional = firm('ZR0370105000000001', '济南市天桥新华机械厂');
    await write({ subjects: [provisional] });
    await search.start();
    await transact(database.db, (tx) =>
      tx.client.query(`insert into registry.identifier values ($1, 'former-code', $2, 99, 1)`, [
        provisional.subjectCode,
        xinhua.subjectCode,
      ]),
    );
    await write({ subjects: [xinhua], removed: [provisional.subjectCode] });
    await expect.poll(() => found(search, '新华'), { timeout: 30_000 }).toEqual([xinhua.subjectCode]);
    await ready(search);
    expect(await found(search, provisional.subjectCode)).toEqual([xinhua.subjectCode]);
    await expect.poll(() => search.check(), { timeout: 30_000 }).toBe('equal');
  });
});

describe('ways to find one subject', () => {
  it.each([
    ['济南天桥新华', 'short'],
    ['天桥', 'contains'],
    ['械', 'contains'],
    ['济南市', 'prefix'],
    ['机械 天桥', 'words'],
    ['913701051633', 'codePrefix'],
    ['9137010516336575xd', 'exact'],
    ['jnstq', 'initialsPrefix'],
    ['ｘｈｊｘ', 'initialsContain'],
    ['370105018012345', 'identifier'],
    ['济南新华（机械）厂', 'identifier'],
  ])('%s finds it as %s, in memory and in PostgreSQL', async (text, tier) => {
    await write({
      subjects: [xinhua, firm('913701020000000000', '山东某某贸易有限公司')],
      identifiers: [
        ['370105018012345', xinhua.subjectCode],
        ['济南新华(机械)厂', xinhua.subjectCode],
      ],
    });
    const search = service();
    const fromStore = await search.search({ text, limit: 20 });
    await search.start();
    await ready(search);
    const fromIndex = await search.search({ text, limit: 20 });
    expect(fromIndex).toEqual(fromStore);
    expect(fromIndex.hits).toEqual([
      { subjectCode: xinhua.subjectCode, name: xinhua.name, kind: 'enterprise', status: 'live', region: null, tier },
    ]);
    expect(fromIndex).toMatchObject({ total: 1, totalIsLowerBound: false });
    expect(search.stats()).toMatchObject({ answeredByIndex: 1, answeredByStore: 1 });
  });

  it('finds by legal representative for officers only', async () => {
    await write({ subjects: [xinhua] });
    await database.db.pool.query(`update registry.subject set legal_representative = '井维芳'`);
    const officer = { kind: 'operator', name: 'test' } as const;
    const hits = await subjectsOfRepresentative(database.db.pool, officer, '井维芳', 10);
    expect(hits.map((hit) => hit.subjectCode)).toEqual([xinhua.subjectCode]);
    await expect(subjectsOfRepresentative(database.db.pool, publicViewer, '井维芳', 10)).rejects.toMatchObject({
      code: 'unauthorised',
    });
    const search = service();
    expect(await found(search, '井维芳')).toEqual([]);
  });

  it('refuses a cursor that it did not write', async () => {
    const search = service();
    for (const cursor of ['x', 'W10', Buffer.from('[0,0,"short",1,1]').toString('base64url')]) {
      await expect(search.search({ text: '济南', limit: 5, cursor })).rejects.toMatchObject({ code: 'bad-request' });
    }
  });
});

it('computes the same fingerprint as PostgreSQL, and reads COPY text exactly', async () => {
  const odd = firm('9137\\0000000000000', '反\\斜 "杠" |\u2028𠮷', { region: '\\N', initials: 'A\\B' });
  await write({ subjects: [odd, xinhua] });
  expect(await stored()).toEqual(expect.arrayContaining([odd, xinhua]));
  const digest = await storeDigest(database.db.pool, { transaction: '0', event: '0' });
  expect(digest).toMatchObject({ count: 2, sum: (fingerprintOf(odd) + fingerprintOf(xinhua)) >>> 0 });
});
