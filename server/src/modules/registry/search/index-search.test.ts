import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LiveIndex } from './live-index.ts';
import { parseQuery, shortNamesBelow, tierOf, tiers } from './query.ts';
import { comparePlaces, type Place, rankOf } from './rank.ts';
import type { FoundSubject, IndexedSubject } from './segment.ts';

const noBreath = async () => {};

/** The answer by definition: every subject is asked, the rest is sorting. */
function plainAnswer(subjects: readonly IndexedSubject[], text: string, identified: ReadonlySet<string>): Place[] {
  const query = parseQuery(text);
  if (query === null) return [];
  const places: Place[] = [];
  for (const subject of subjects) {
    const tier = tierOf(query, subject, identified);
    if (tier !== null) places.push({ tier, rank: rankOf(subject), subjectCode: subject.subjectCode });
  }
  const better = places.filter((place) => place.tier !== tiers.short);
  return (better.length < shortNamesBelow ? places : better).sort(comparePlaces);
}

const letters = '济南天A1𠮷';
const name = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 9 });
const code = fc
  .tuple(fc.constantFrom('9137', '9136', '1237'), fc.nat(60))
  .map(([head, tail]) => `${head}${String(tail).padStart(14, '0')}`);
const subject: fc.Arbitrary<IndexedSubject> = fc.record({
  subjectCode: code,
  kind: fc.constantFrom('enterprise', 'branch', 'other'),
  name: name.map((text) => `${text} `),
  nameFolded: name,
  initials: fc.string({ unit: fc.constantFrom('J', 'N', 'A'), maxLength: 6 }),
  status: fc.constantFrom('live', 'live', 'revoked', 'deregistered'),
  region: fc.constantFrom('370102', null),
});
const text = fc.oneof(
  name,
  fc.string({ unit: fc.constantFrom(...letters, ' '), minLength: 1, maxLength: 9 }),
  fc.string({ unit: fc.constantFrom('J', 'n', 'A'), minLength: 1, maxLength: 4 }),
  fc.nat(17).chain((cut) => code.map((whole) => whole.slice(0, cut + 1))),
  code,
);

async function pagesOf(index: LiveIndex, asked: string, identified: ReadonlySet<string>, limit: number) {
  const query = parseQuery(asked);
  const places: Place[] = [];
  const subjects: FoundSubject[] = [];
  let first: { total: number; totalIsLowerBound: boolean } | undefined;
  if (query === null) return { places, subjects, first: { total: 0, totalIsLowerBound: false } };
  let after: Place | null = null;
  for (;;) {
    const page = index.search(query, identified, limit, after);
    first ??= page;
    for (const hit of page.hits) {
      places.push(hit.place);
      subjects.push(hit.subject);
    }
    if (!page.more) return { places, subjects, first };
    after = places.at(-1) as Place;
  }
}

describe('the in-memory index', () => {
  it('answers every query as a plain scan would, page by page, through any history of changes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({ subjects: fc.array(subject, { maxLength: 40 }), removed: fc.array(code, { maxLength: 3 }) }),
          {
            minLength: 1,
            maxLength: 6,
          },
        ),
        fc.array(
          fc.record({ asked: text, limit: fc.integer({ min: 1, max: 30 }), known: fc.array(code, { maxLength: 2 }) }),
          {
            minLength: 1,
            maxLength: 12,
          },
        ),
        async (history, queries) => {
          const index = new LiveIndex([], noBreath);
          const store = new Map<string, IndexedSubject>();
          for (const { subjects, removed } of history) {
            await index.applyChanges(subjects, removed);
            for (const gone of removed) store.delete(gone);
            for (const each of subjects) store.set(each.subjectCode, each);
          }
          expect(index.size).toBe(store.size);
          for (const { asked, limit, known } of queries) {
            const identified = new Set(known);
            const expected = plainAnswer([...store.values()], asked, identified);
            const { places, subjects, first } = await pagesOf(index, asked, identified, limit);
            expect(places).toEqual(expected);
            for (const each of subjects) expect(store.get(each.subjectCode)).toMatchObject(each);
            await index.eachSubject((each) => expect(each).toEqual(store.get(each.subjectCode)));
            if (first.totalIsLowerBound) expect(first.total).toBeLessThanOrEqual(expected.length);
            else expect(first.total).toBe(expected.length);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('finds the best of a frequent beginning and of a frequent word among thousands', async () => {
    const subjects: IndexedSubject[] = Array.from({ length: 6000 }, (_, i) => {
      const nameFolded = i % 3 === 0 ? `济南${i}科技` : i % 3 === 1 ? `山东济南${i}科技有限公司` : `济南科技${i}`;
      return {
        subjectCode: String(i).padStart(18, '0'),
        kind: i % 5 === 0 ? 'branch' : 'enterprise',
        name: nameFolded,
        nameFolded,
        initials: 'JN',
        // The live ones have the late codes, so that an early stop at the wrong place would show.
        status: i < 5000 ? 'revoked' : 'live',
        region: null,
      };
    });
    const index = new LiveIndex([], noBreath);
    await index.applyChanges(subjects);
    for (const asked of [
      '济南',
      '济',
      '科技',
      '济南科技',
      '济南5',
      '0000',
      'JN',
      '济南 科技',
      '有限公司',
      '科技济南',
      '济南59科技',
    ]) {
      const expected = plainAnswer(subjects, asked, new Set());
      const { places } = await pagesOf(index, asked, new Set(), 700);
      expect(places, asked).toEqual(expected);
    }
  });

  it('finds a subject by its short name, by width and letter case', async () => {
    const index = new LiveIndex([], noBreath);
    const nameFolded = '济南市天桥新华机械厂(普通合伙)ABC';
    await index.applyChanges([
      {
        subjectCode: '9137010516336575XD',
        kind: 'enterprise',
        name: nameFolded,
        nameFolded,
        initials: 'JNSTQXHJXC',
        status: 'live',
        region: '370105',
      },
    ]);
    for (const asked of [
      '济南天桥新华',
      '天桥新华机械',
      '（普通合伙）',
      'ａｂｃ',
      '天 桥',
      '机械 济南',
      'jnst',
      'xhjx',
      '9137010516336575xd',
      '9137',
    ]) {
      expect((await pagesOf(index, asked, new Set(), 5)).places, asked).toHaveLength(1);
    }
    for (const asked of ['新华济南', '历下', 'xj', '913', '']) {
      expect((await pagesOf(index, asked, new Set(), 5)).places, asked).toHaveLength(0);
    }
  });

  it('keeps few segments, however many small changes come', async () => {
    const index = new LiveIndex([], noBreath);
    for (let i = 0; i < 200; i += 1) {
      const nameFolded = `济南${i}`;
      await index.applyChanges([
        {
          subjectCode: String(i % 150).padStart(18, '0'),
          kind: 'enterprise',
          name: nameFolded,
          nameFolded,
          initials: '',
          status: 'live',
          region: null,
        },
      ]);
    }
    expect(index.size).toBe(150);
    expect(index.segmentSizes.length).toBeLessThan(10);
  });
});
