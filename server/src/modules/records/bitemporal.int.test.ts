import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { publicViewer, type Viewer } from '../../platform/access/index.ts';
import { businessToday } from '../../platform/calendar/index.ts';
import { loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { readRecords } from './reads.ts';

const { catalogue } = loadCity('jinan');
const operator: Viewer = { kind: 'operator', name: 'test' };
let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

/** Days and moments around today, so that windows open and close on both sides of it. */
const day = (days: number) => new Date(Date.parse(businessToday()) + days * 86_400_000).toISOString().slice(0, 10);
const moment = (hoursAgo: number) => new Date(Date.now() - hoursAgo * 3_600_000).toISOString();

interface Version {
  key: string;
  version: number;
  disclosure: 'public' | 'shared' | 'authorised';
  state: 'valid' | 'withdrawn' | 'repaired';
  occurredOn: string | null;
  shownFrom: string;
  shownUntil: string;
  from: string;
  until: string | null;
}

const offset = fc.integer({ min: -6, max: 6 });
const content = fc.record({
  disclosure: fc.constantFrom('public' as const, 'public' as const, 'shared' as const, 'authorised' as const),
  state: fc.constantFrom(
    'valid' as const,
    'valid' as const,
    'valid' as const,
    'withdrawn' as const,
    'repaired' as const,
  ),
  occurredOn: fc.option(offset),
  shownFrom: offset,
  shownUntil: fc.oneof(offset, fc.constant(null)),
});
/** Versions of one record, each some hours after the one before. */
const history = fc.array(fc.record({ content, hours: fc.integer({ min: 1, max: 40 }) }), {
  minLength: 1,
  maxLength: 4,
});

/** The versions of one record, oldest first; each ends when the next begins. */
function versionsOf(steps: Step[]): Version[] {
  const key = randomUUID();
  let ago = 200;
  const begins = steps.map(({ hours }) => {
    ago -= hours;
    return moment(ago);
  });
  return steps.map(({ content: { occurredOn, shownFrom, shownUntil, ...rest } }, index) => ({
    key,
    version: index + 1,
    ...rest,
    occurredOn: occurredOn === null ? null : day(occurredOn),
    shownFrom: day(shownFrom),
    shownUntil: shownUntil === null ? 'infinity' : day(shownUntil),
    from: begins[index] as string,
    until: begins[index + 1] ?? null,
  }));
}
type Step = typeof history extends fc.Arbitrary<(infer T)[]> ? T : never;

/** One transaction a version, as the merge writes them: the present one is closed, the next opened. */
async function write(subjectCode: string, versions: Version[]): Promise<void> {
  for (const v of versions) {
    await transact(database.db, async ({ client }) => {
      await client.query(
        `update records.record set recorded_until = $3 where subject_code = $1 and record_key = $2 and recorded_until = 'infinity'`,
        [subjectCode, v.key, v.from],
      );
      await client.query(
        `insert into records.record (subject_code, record_key, version, item, department, occurred_on, polarity, disclosure,
           shown_from, shown_until, state, matched_by, payload, content_hash, batch_id, row_number, recorded_from)
         values ($1, $2, $3, 'honour', 'tax', $4, 'positive', $5, $6, $7, $8, 'code', '{}', gen_random_uuid(), 1, 1, $9)`,
        [subjectCode, v.key, v.version, v.occurredOn, v.disclosure, v.shownFrom, v.shownUntil, v.state, v.from],
      );
    });
  }
}

const contains = (v: Version, on: string) => v.shownFrom <= on && (v.shownUntil === 'infinity' || v.shownUntil >= on);

/** The rule said once more, without SQL. */
function expected(all: Version[], viewer: Viewer, asOf: string, knownAt: string | undefined): string[] {
  const at = Date.parse(knownAt ?? new Date().toISOString());
  const open = (v: Version) => viewer.kind === 'operator' || (v.disclosure === 'public' && v.state === 'valid');
  return all
    .filter((v) => Date.parse(v.from) <= at && (v.until === null || Date.parse(v.until) > at))
    .filter((v) => v.occurredOn === null || v.occurredOn <= asOf)
    .filter((v) => {
      if (viewer.kind === 'operator') return true;
      const present = all.find((other) => other.key === v.key && other.until === null);
      const shown = (one: Version) => open(one) && contains(one, asOf) && contains(one, businessToday());
      return shown(v) && (knownAt === undefined || (present !== undefined && shown(present)));
    })
    .map((v) => `${v.key} ${v.version}`)
    .sort();
}

describe('reads on both clocks', () => {
  let subjects = 0;
  it('equal a naive model, for the public and for the operator', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(history, { minLength: 1, maxLength: 4 }),
        fc.array(fc.tuple(fc.option(offset), fc.option(fc.integer({ min: 0, max: 210 }))), {
          minLength: 8,
          maxLength: 8,
        }),
        async (histories, questions) => {
          const subjectCode = `91370100MA${String(++subjects).padStart(8, '0')}`;
          const all = histories.map(versionsOf);
          for (const versions of all) await write(subjectCode, versions);
          for (const [asOfOffset, hours] of questions) {
            const asOf = asOfOffset === null ? undefined : day(asOfOffset);
            // Half an hour off the writes, which lie on whole hours apart.
            const knownAt = hours === null ? undefined : moment(hours + 0.5);
            for (const viewer of [publicViewer, operator]) {
              const found = await readRecords(database.db.pool, catalogue, viewer, { subjectCode, asOf, knownAt });
              expect(found.map(({ recordKey, version }) => `${recordKey} ${version}`).sort()).toEqual(
                expected(all.flat(), viewer, asOf ?? businessToday(), knownAt),
              );
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('the store itself', () => {
  it('refuses to reopen a closed version, and any other change by the program', async () => {
    const subjectCode = '91370100MA99999999';
    const step = (hours: number): Step => ({
      hours,
      content: { disclosure: 'public', state: 'valid', occurredOn: 0, shownFrom: 0, shownUntil: null },
    });
    await write(subjectCode, versionsOf([step(1), step(2)]));
    const { pool } = database.db;
    await expect(
      pool.query(`update records.record set recorded_until = 'infinity' where subject_code = $1 and version = 1`, [
        subjectCode,
      ]),
    ).rejects.toMatchObject({ code: 'XH001' });
    for (const change of [`payload = '{}'`, `shown_until = 'infinity'`, `recorded_from = now()`, `state = 'valid'`]) {
      await expect(
        pool.query(`update records.record set ${change} where subject_code = $1`, [subjectCode]),
      ).rejects.toMatchObject({ code: '42501' });
    }
    await expect(pool.query('delete from records.record where subject_code = $1', [subjectCode])).rejects.toMatchObject(
      {
        code: '42501',
      },
    );
  });
});
