import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { header, nextCode, row } from '../../../../test/bad-input/rows.ts';
import { freshDatabase } from '../../../../test/database.ts';
import { officerOf } from '../../../../test/officers.ts';
import type { Viewer } from '../../../platform/access/index.ts';
import { loadCity } from '../../../platform/city/index.ts';
import type { Db } from '../../../platform/db/index.ts';
import { buildHttp } from '../../../platform/http/index.ts';
import { silentLogger } from '../../../platform/log/index.ts';
import { readRecords } from '../../records/index.ts';
import { changesOfBatches, readSubject } from '../../registry/index.ts';
import { importFile } from '../import.ts';
import { exchangeRoutes } from '../routes/index.ts';
import { storeDigest } from '../store-digest.ts';
import { readUndoneRows, undoBatch } from './index.ts';

const city = loadCity('jinan');
const item = 'enterprise-registration';
const reader = { kind: 'operator', name: 'test' } as const;
const codes = Array.from({ length: 5 }, () => nextCode());
let folder: string;
const databases: { drop(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-undo-'));
});
afterAll(async () => {
  for (const database of databases) await database.drop();
  await rm(folder, { recursive: true });
});

async function store(): Promise<Db> {
  const database = await freshDatabase();
  databases.push(database);
  return database.db;
}

let files = 0;
async function take(db: Db, text: string, more: { item?: string; department?: string } = {}): Promise<number> {
  const path = join(folder, `${files++}.csv`);
  await writeFile(path, text);
  const request = { city, item, path, name: 'undo.csv', channel: 'cli' as const, actor: 'test', ...more };
  return (await importFile(db, request)).batch;
}
/** A column that nobody reads keeps two files of the same rows apart: a file sent again is a story of its own. */
const registrations = (rows: Map<string, string> | [string, string][]) => {
  const lines = [...rows].map(([code, scope]) => `${row({ code, scope, name: nameOf(code, scope) })},${files}`);
  return `${[`${header},文件`, ...lines].join('\n')}\n`;
};
const nameOf = (code: string, scope: string) => `济南${scope}${code.slice(10, 16)}有限公司`;
const undo = (db: Db, batchId: number, name = '王芳') =>
  undoBatch(db, { city, batchId, doer: { actor: `account:${name}`, name }, reason: '报错了文件' });

/** What a subject's registration says, on both clocks. */
async function scopeOf(db: Db, code: string, clocks: { knownAt?: string; asOf?: string } = {}): Promise<string | null> {
  const records = await readRecords(db.pool, city.catalogue, reader, { subjectCode: code, item, ...clocks });
  const valid = records.filter(({ state }) => state !== 'withdrawn');
  expect(valid.length).toBeLessThan(2);
  return (valid[0]?.payload.scope as string | undefined) ?? null;
}

type Step = { take: [number, string][] } | { undo: number };
const step: fc.Arbitrary<Step> = fc.oneof(
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 4 }), fc.constantFrom('批发', '零售', '服务')), {
      selector: ([code]) => code,
      minLength: 1,
    })
    .map((rows) => ({ take: rows })),
  fc.nat().map((which) => ({ undo: which })),
);

describe('an undone batch', () => {
  it('leaves what a naive model of the remaining batches says, as known at every moment', async () => {
    const db = await store();
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), async (steps) => {
        const own = codes.map(() => nextCode());
        // The model: what each batch that still counts said, latest last.
        let said: { batch: number; rows: Map<string, string> }[] = [];
        const moments: { at: string; scopes: (string | null)[] }[] = [];
        for (const one of steps) {
          if ('take' in one) {
            const rows = new Map(one.take.map(([code, scope]) => [own[code] as string, scope]));
            said.push({ batch: await take(db, registrations(rows)), rows });
          } else if (said.length > 0) {
            const { batch } = said[one.undo % said.length] as (typeof said)[number];
            await undo(db, batch);
            said = said.filter((statement) => statement.batch !== batch);
          }
          const { rows } = await db.pool.query<{ at: string }>('select clock_timestamp()::text as at');
          const scopes = own.map(
            (code) => said.findLast((statement) => statement.rows.has(code))?.rows.get(code) ?? null,
          );
          moments.push({ at: rows[0]?.at as string, scopes });
        }
        for (const { at, scopes } of moments)
          expect(await Promise.all(own.map((code) => scopeOf(db, code, { knownAt: at })))).toEqual(scopes);
        const last = moments.at(-1)?.scopes ?? [];
        expect(await Promise.all(own.map((code) => scopeOf(db, code)))).toEqual(last);
        const cards = await Promise.all(own.map((code) => readSubject(db.pool, reader, code)));
        expect(cards.map((card) => card?.name ?? null)).toEqual(
          last.map((scope, at) => (scope === null ? null : nameOf(own[at] as string, scope))),
        );
      }),
      { numRuns: 12 },
    );
    const { rows } = await db.pool.query(
      `select h.current_records = (select count(*) from records.record r where r.recorded_until = 'infinity' and r.state <> 'withdrawn') as exact
       from records.holding h`,
    );
    expect(rows).toEqual([{ exact: true }]);
    const left = await db.pool.query(`select relname from pg_class where relnamespace = 'staging'::regnamespace`);
    expect(left.rows).toEqual([]);
  }, 120_000);

  it('gives back the cards, names and numbers that a store without it has', async () => {
    const [db, without] = [await store(), await store()];
    const code = codes[0] as string;
    const first = registrations([[code, '批发']]);
    await take(db, first);
    await take(without, first);
    const second = await take(db, registrations([[code, '零售']]));
    expect((await readSubject(db.pool, reader, code))?.identifiers).toContainEqual(
      expect.objectContaining({ scheme: 'former-name' }),
    );
    await undo(db, second);
    const [undone, never] = [await storeDigest(db.pool), await storeDigest(without.pool)];
    expect([undone.subjects, undone.identifiers, undone.holdings]).toEqual([
      never.subjects,
      never.identifiers,
      never.holdings,
    ]);
  });

  it('tells each row: restored, withdrawn, changed since, said again, holding a subject that is in use', async () => {
    const db = await store();
    const [kept, gone, changed, again, used] = codes as [string, string, string, string, string];
    await take(db, registrations([[kept, '批发']]));
    const batch = await take(db, registrations([kept, gone, changed, again, used].map((code) => [code, '零售'])));
    const later = await take(
      db,
      registrations([
        [changed, '服务'],
        [again, '零售'],
      ]),
    );
    await take(db, `纳税人识别号,纳税人名称,评价年度,税务机关\n${used},${nameOf(used, '零售')},2018,测试税务局\n`, {
      item: 'tax-credit-a',
    });
    expect(await undo(db, batch)).toEqual({
      ...{ restored: 1, withdrawn: 1, left: 3, subjects: 3, subjectsRemoved: 1, dismissed: 0 },
    });
    const { rows, next } = await readUndoneRows(db.pool, { batchId: batch, limit: 4 });
    const rest = await readUndoneRows(db.pool, { batchId: batch, limit: 4, after: Number(next) });
    expect([...rows, ...rest.rows]).toMatchObject([
      { row: 2, outcome: 'restored', subjectCode: kept, presentBatch: 1, message: '已恢复为批次 1 的内容。' },
      { row: 3, outcome: 'withdrawn', subjectCode: gone, presentBatch: null },
      { row: 4, outcome: 'left', reason: 'superseded', subjectCode: changed, presentBatch: later },
      { row: 5, outcome: 'left', reason: 'repeated', subjectCode: again, presentBatch: later },
      { row: 6, outcome: 'left', reason: 'subject-in-use', subjectCode: used },
    ]);
    expect((await readUndoneRows(db.pool, { batchId: batch, outcome: 'withdrawn', limit: 4 })).rows).toHaveLength(1);
    expect(await readSubject(db.pool, reader, gone)).toBeNull();
    expect(await readSubject(db.pool, reader, used)).not.toBeNull();
    // Nothing was deleted: every version is still there, and the undo says whose it was.
    const versions = await db.pool.query(
      'select version, state, undo_of from records.record where subject_code = any($1) order by subject_code = $2, version',
      [[kept, gone], gone],
    );
    expect(versions.rows).toEqual([
      { version: 1, state: 'valid', undo_of: null },
      { version: 2, state: 'valid', undo_of: null },
      { version: 3, state: 'valid', undo_of: batch },
      { version: 1, state: 'valid', undo_of: null },
      { version: 2, state: 'withdrawn', undo_of: batch },
    ]);
    const audited = await db.pool.query(
      `select reason, object from platform.audit_entry where action = 'exchange.undo'`,
    );
    expect(audited.rows).toEqual([{ reason: '报错了文件', object: `batch:${batch}` }]);
    const events = await db.pool.query(`select type from platform.outbox order by event_id desc limit 2`);
    expect(events.rows.map(({ type }) => type)).toEqual(['registry.subjects-changed', 'exchange.batch-undone']);
  });

  it('takes its waiting rows with it', async () => {
    const db = await store();
    const batch = await take(
      db,
      `纳税人识别号,纳税人名称,评价年度,税务机关\n${nextCode()},济南无名有限公司,2018,测试税务局\n`,
      {
        item: 'tax-credit-a',
      },
    );
    expect(await undo(db, batch)).toMatchObject({ dismissed: 1, restored: 0, withdrawn: 0 });
    const { rows } = await db.pool.query('select state, version from exchange.pending_row');
    expect(rows).toEqual([{ state: 'dismissed', version: 2 }]);
  });

  it('is undone once: the other officer is told who and when, and nothing of a refused undo happens', async () => {
    const db = await store();
    const batch = await take(db, registrations(Array.from({ length: 50 }, () => [nextCode(), '批发'])));
    await expect(undoBatch(db, { city, batchId: batch, doer: { actor: 'x' }, reason: '  ' })).rejects.toMatchObject({
      code: 'bad-request',
    });
    const results = await Promise.allSettled(['王芳', '李强', '赵敏'].map((name) => undo(db, batch, name)));
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const lost of results.filter((result) => result.status === 'rejected'))
      expect(lost.reason).toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/已由(王芳|李强|赵敏)于 \d{4}-\d\d-\d\d \d\d:\d\d撤销/),
      });
    const { rows } = await db.pool.query('select count(*) as n from records.record');
    expect(rows).toEqual([{ n: 100 }]);
    await expect(undo(db, 4711)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('is gone from the index of names in step with the store', async () => {
    const db = await store();
    const [kept, gone] = codes as [string, string];
    await take(db, registrations([[kept, '批发']]));
    const batch = await take(
      db,
      registrations([
        [kept, '零售'],
        [gone, '零售'],
      ]),
    );
    await undo(db, batch);
    const { rows } = await db.pool.query<{ payload: { codes: string[] } }>(
      `select payload from platform.outbox where type = 'registry.subjects-changed' order by event_id desc limit 1`,
    );
    const changes = await changesOfBatches(db.pool, [batch], rows[0]?.payload.codes ?? [], 100);
    expect(changes).toMatchObject({ subjects: [{ subjectCode: kept, name: nameOf(kept, '批发') }], removed: [gone] });
  });
});

describe('undo over HTTP', () => {
  it('is for those whose reach it is, with a reason, and shows what became of each row', async () => {
    const db = await store();
    const people: Record<string, Viewer> = {
      clerk: officerOf(city, 'market-regulation', ['entry-clerk'], '王芳'),
      reviewer: officerOf(city, 'market-regulation', ['reviewer'], '孙丽'),
      tax: officerOf(city, 'tax', ['reviewer'], '郑税'),
    };
    const routes = exchangeRoutes({ db, city, uploads: folder });
    const authenticate = async (secret: string) => people[secret] ?? null;
    const app = buildHttp({ routes, logger: silentLogger(), db, authenticate });
    const batch = await take(db, registrations([[codes[0] as string, '批发']]));
    const ask = async (who: string, method: 'GET' | 'POST', path: string, payload?: object) => {
      const headers = { ...(who && { authorization: `Bearer ${who}` }), 'idempotency-key': `undo-${who}-${path}` };
      const reply = await app.inject({
        method,
        url: `/api/v1/batches/${batch}${path}`,
        headers,
        ...(payload && { payload }),
      });
      return { status: reply.statusCode, body: reply.json() };
    };
    expect((await ask('', 'POST', '/undo', { reason: '错' })).status).toBe(401);
    expect((await ask('clerk', 'POST', '/undo', { reason: '错' })).status).toBe(403);
    expect((await ask('tax', 'POST', '/undo', { reason: '错' })).status).toBe(404);
    expect((await ask('reviewer', 'POST', '/undo', {})).status).toBe(400);
    expect((await ask('reviewer', 'GET', '')).body.may).toEqual({ commit: false, discard: false, undo: true });
    expect((await ask('clerk', 'GET', '')).body.may.undo).toBe(false);
    const undone = await ask('reviewer', 'POST', '/undo', { reason: '报错了文件' });
    expect(undone).toMatchObject({ status: 200, body: { batch, state: 'undone', counts: { withdrawn: 1, left: 0 } } });
    const after = (await ask('reviewer', 'GET', '')).body;
    expect(after).toMatchObject({
      state: 'undone',
      undone: { name: '孙丽', reason: '报错了文件', counts: { withdrawn: 1 } },
    });
    expect(after.may.undo).toBe(false);
    expect((await ask('clerk', 'GET', '/undo?outcome=withdrawn')).body.rows).toMatchObject([
      { row: 2, outcome: 'withdrawn' },
    ]);
    const again = await app.inject({
      method: 'POST',
      url: `/api/v1/batches/${batch}/undo`,
      headers: { authorization: 'Bearer reviewer', 'idempotency-key': 'undo-again' },
      payload: { reason: '再来一次' },
    });
    expect([again.statusCode, again.json().detail]).toEqual([409, expect.stringMatching(/已由孙丽于 .*撤销/)]);
    await app.close();
  });
});
