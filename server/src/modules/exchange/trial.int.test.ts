import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cellsOf, header, nextCode, row } from '../../../test/bad-input/rows.ts';
import { freshDatabase } from '../../../test/database.ts';
import { loadCity } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { importFile } from './import.ts';
import { storeDigest } from './store-digest.ts';
import { commitTrial, discardTrial, expireTrials, resumeCommit, tryFile } from './trial.ts';
import { undoBatch } from './undo/index.ts';

const city = loadCity('jinan');
const item = 'enterprise-registration';
let folder: string;
const databases: { drop(): Promise<void> }[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-trial-'));
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
async function requestOf(rows: string[], more = {}) {
  const upload = `upload-${files++}`;
  await writeFile(join(folder, upload), `${[header, ...rows].join('\n')}\n`);
  const base = { city, item, path: join(folder, upload), name: 'trial.csv', channel: 'workbench' as const };
  return { ...base, actor: 'account:1', upload, ...more };
}
const officer = (name: string) => ({ actor: `account:${name}`, name });
const commit = (db: Db, batchId: number, rows: 'all' | 'all-good' = 'all-good', name = '王芳') =>
  commitTrial(db, { city, batchId, rows, doer: officer(name), uploads: folder });
const staging = async (db: Db) =>
  (await db.pool.query(`select relname from pg_class where relnamespace = 'staging'::regnamespace and relkind = 'r'`))
    .rows;

const codes = Array.from({ length: 8 }, () => nextCode());
/** Rows of few businesses, so that files overlap, change and repeat each other. */
const anyRow = fc
  .record({
    code: fc.integer({ min: 0, max: 7 }),
    scope: fc.constantFrom('批发', '零售', '服务'),
    bad: fc.integer({ min: 0, max: 9 }),
  })
  .map(({ code, scope, bad }) =>
    row({
      code: bad === 0 ? `${codes[code]?.slice(0, 17)}?` : (codes[code] as string),
      name: `济南试导${code}号有限公司`,
      scope,
    }),
  );

describe('a trial', () => {
  it('committed leaves the store that a direct import leaves, whatever was there before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyRow, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 3 }),
        async (all) => {
          const [direct, tried] = [await store(), await store()];
          for (const rows of all) {
            const imported = await importFile(direct, await requestOf(rows));
            const before = await storeDigest(tried.pool);
            const trial = await tryFile(tried, await requestOf(rows));
            expect(await storeDigest(tried.pool)).toEqual(before);
            const { accepted, corrected, quarantined, rejected, duplicate, read } = imported;
            expect(trial).toMatchObject({ accepted, corrected, quarantined, rejected, duplicate, read });
            expect(await commit(tried, trial.batch)).toMatchObject({ accepted, verdictsChanged: 0 });
            expect(await storeDigest(tried.pool)).toEqual(await storeDigest(direct.pool));
          }
          expect(await staging(tried)).toEqual([]);
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);

  it('is judged again at the commit, and what differs is told', async () => {
    const db = await store();
    const rows = [row({ code: codes[0] as string, name: '济南试导有限公司' }), row()];
    const trial = await tryFile(db, await requestOf(rows));
    expect(trial).toMatchObject({ accepted: 2 });
    await importFile(db, await requestOf(rows.slice(0, 1)));
    const result = await commit(db, trial.batch);
    expect(result).toMatchObject({ accepted: 1, duplicate: 1, verdictsChanged: 1 });
    expect(result.verdictChanges).toEqual([{ row: 2, before: 'accepted', after: 'duplicate' }]);
  });

  it('with rejected rows is committed only for its good ones', async () => {
    const db = await store();
    const trial = await tryFile(db, await requestOf([row(), row({ code: 'x' })]));
    await expect(commit(db, trial.batch, 'all')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('有 1 行被退回'),
    });
    expect(await commit(db, trial.batch)).toMatchObject({ accepted: 1, rejected: 1 });
    const { rows } = await db.pool.query('select cells from exchange.faulty_row');
    expect(rows.map(({ cells }) => cells[1])).toEqual(['x']);
  });

  it('is committed once: the other officer is told who and when', async () => {
    const db = await store();
    const trial = await tryFile(db, await requestOf(Array.from({ length: 200 }, () => row())));
    const results = await Promise.allSettled([commit(db, trial.batch), commit(db, trial.batch, 'all', '李强')]);
    const [lost] = results.filter((result) => result.status === 'rejected');
    expect(results.filter((result) => result.status === 'fulfilled')).toHaveLength(1);
    expect(lost?.reason).toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/已由(王芳|李强)于 \d{4}-\d\d-\d\d \d\d:\d\d/),
    });
    const { rows } = await db.pool.query('select count(*) as n from records.record');
    expect(rows).toEqual([{ n: 200 }]);
  });

  it('committed, discarded and undone by three at once goes one way, and the others are told who and when', async () => {
    const db = await store();
    for (let round = 0; round < 6; round++) {
      const trial = await tryFile(db, await requestOf(Array.from({ length: 20 }, () => row())));
      const before = await db.pool.query<{ n: number }>('select count(*) as n from records.record');
      const acts = [
        () => commit(db, trial.batch),
        () => discardTrial(db, { batchId: trial.batch, doer: officer('李强'), uploads: folder }),
        () => undoBatch(db, { city, batchId: trial.batch, doer: officer('赵敏'), reason: '报错了' }),
      ];
      const order = [...acts.slice(round % 3), ...acts.slice(0, round % 3)];
      const results = await Promise.allSettled(order.map((act) => act()));
      const { rows } = await db.pool.query<{ state: string }>('select state from exchange.batch where batch_id = $1', [
        trial.batch,
      ]);
      const state = rows[0]?.state as string;
      const lost = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
      expect(lost.every(({ code }) => code === 'conflict')).toBe(true);
      const after = await db.pool.query<{ n: number }>('select count(*) as n from records.record');
      const written = (after.rows[0]?.n ?? 0) - (before.rows[0]?.n ?? 0);
      // Undone after its commit each record has two versions; discarded it has none.
      expect([state, written]).toEqual([state, { finished: 20, discarded: 0, undone: 40 }[state]]);
      expect(lost).toHaveLength(state === 'undone' ? 1 : 2);
      const late = await commit(db, trial.batch, 'all', '钱系').catch((error) => error);
      expect(late).toMatchObject({
        code: 'conflict',
        message: expect.stringMatching(/已由(王芳|李强|赵敏)于 \d{4}-\d\d-\d\d/),
      });
    }
    expect(await staging(db)).toEqual([]);
  });

  it('is dropped when discarded or past its day, and leaves nothing behind', async () => {
    const db = await store();
    const before = await storeDigest(db.pool);
    const first = await tryFile(db, await requestOf([row()]));
    const second = await tryFile(db, await requestOf([row()]));
    const third = await tryFile(db, await requestOf([row()]));
    await discardTrial(db, { batchId: first.batch, doer: officer('王芳'), uploads: folder });
    await expect(commit(db, first.batch)).rejects.toMatchObject({
      message: expect.stringMatching(/已由王芳于 .*放弃/),
    });
    await db.pool.query(`update exchange.batch set expires_at = now() where batch_id = $1`, [second.batch]);
    expect(await expireTrials(db, folder)).toBe(1);
    await expect(commit(db, second.batch)).rejects.toMatchObject({ message: expect.stringContaining('已过期') });
    expect(await storeDigest(db.pool)).toEqual(before);
    expect(await commit(db, third.batch)).toMatchObject({ accepted: 1 });
    expect(await staging(db)).toEqual([]);
  });

  it('goes on after a kill while it is read, and after a crash of PostgreSQL has emptied its rows', async () => {
    const db = await store();
    const rows = Array.from({ length: 60 }, () => cellsOf().join(','));
    const request = await requestOf(rows, { chunkBytes: 500 });
    let chunks = 0;
    const cut = tryFile(db, {
      ...request,
      onProgress: () => {
        if (chunks++ === 3) throw new Error('killed here');
      },
    });
    await expect(cut).rejects.toThrow('killed here');
    const trial = await tryFile(db, request);
    expect(trial).toMatchObject({ read: 60, accepted: 60, resumed: true });
    const tables = ['rows', 'findings', 'cells', 'verdicts', 'progress'].map(
      (name) => `staging.${name}_${trial.batch}`,
    );
    await db.pool.query(`truncate ${tables.join(', ')}`);
    // A commit that was claimed and killed is gone on with.
    await db.pool.query(
      `update exchange.batch set state = 'merging', committed_by = '{"actor":"account:1"}' where batch_id = $1`,
      [trial.batch],
    );
    expect(await resumeCommit(db, { city, batchId: trial.batch, uploads: folder })).toMatchObject({
      read: 60,
      accepted: 60,
    });
    await expect(resumeCommit(db, { city, batchId: trial.batch, uploads: folder })).rejects.toMatchObject({
      code: 'conflict',
    });
  });
});
