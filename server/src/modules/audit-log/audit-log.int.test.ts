/** Checkpoints for everybody, proofs and verification for officers, over HTTP and a log that is really sealed. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Verification } from '@xinheng/contracts/audit.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { officerOf } from '../../../test/officers.ts';
import { audit, checkProof, parseHeld, type Suite, sealAll, suiteNamed } from '../../platform/audit/index.ts';
import { loadCity } from '../../platform/city/index.ts';
import { openDb, transact } from '../../platform/db/index.ts';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { auditLogRoutes, verifyLogJob } from './index.ts';

const city = loadCity('jinan');
const auditor = officerOf(city, 'big-data', ['audit-administrator']);
const clerk = officerOf(city, 'tax', ['entry-clerk']);
const queued: string[] = [];
let database: TestDatabase;
let folder: string;
let app: ReturnType<typeof buildHttp>;

const keys = () => ({ folder, file: undefined });
const seal = () =>
  sealAll({ db: database.db, keys: keys(), city: 'jinan', suite: suiteNamed('ed25519-sha256') as Suite });
const write = (count: number) =>
  transact(database.db, async (tx) => {
    for (let at = 0; at < count; at++)
      await audit(tx, { actor: 'public', action: 'test.write', object: `thing:${at}` });
  });

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-audit-log-'));
  const { db } = database;
  await db.pool.query('select platform.begin_audit_era()');
  app = buildHttp({
    routes: auditLogRoutes({ db, enqueueVerification: async (_tx, id) => queued.push(id) }),
    logger: silentLogger(),
    authenticate: async (secret) => ({ auditor, clerk })[secret as 'auditor'] ?? null,
  });
  await write(3);
  await seal();
  await write(4);
  await seal();
});
afterAll(async () => {
  await app.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

const get = (path: string, who?: string) =>
  app.inject({ url: `/api/v1/audit${path}`, headers: who === undefined ? {} : { authorization: `Bearer ${who}` } });
const start = (payload: object, who = 'auditor') =>
  app.inject({
    method: 'POST',
    url: '/api/v1/audit/verifications',
    headers: { authorization: `Bearer ${who}` },
    payload,
  });
const run = async (id: string) => {
  const job = verifyLogJob({ keys: keys() });
  const context = { db: database.db, log: silentLogger(), signal: new AbortController().signal, jobId: '', attempt: 0 };
  await job.handler({ verificationId: id }, context);
  return (await get(`/verifications/${id}`, 'auditor')).json<Verification>();
};
const verified = async (payload: object) => {
  const reply = await start(payload);
  expect(reply.statusCode).toBe(202);
  return run(reply.json().verificationId);
};

describe('checkpoints', () => {
  it('are anybody’s to fetch, to keep and to hold proofs against', async () => {
    const { checkpoints } = (await get('/checkpoints')).json();
    expect(checkpoints.map(({ block, size }: { block: number; size: number }) => [block, size])).toEqual([
      [2, 7],
      [1, 3],
    ]);
    expect((await get('/checkpoints?limit=1')).json()).toMatchObject({ checkpoints: [{ block: 2 }], next: 2 });
    expect((await get('/checkpoints?before=2&limit=1')).json()).toMatchObject({ checkpoints: [{ block: 1 }] });
    expect((await get('/checkpoints/latest')).json()).toEqual(checkpoints[0]);
    expect((await get('/checkpoints/1')).json()).toEqual(checkpoints[1]);
    const note = await get('/checkpoints/1/note');
    expect([note.headers['content-type'], note.body]).toEqual(['text/plain; charset=utf-8', checkpoints[1].note]);
    expect((await get('/checkpoints/9')).statusCode).toBe(404);
    expect((await get('/keys')).json()).toEqual([
      { key: expect.stringContaining('+'), fingerprint: expect.any(String), fromBlock: 1 },
    ]);
    expect((await get('/consistency?from=1&to=2')).json()).toMatchObject({ format: 'xinheng-consistency/1' });
    expect((await get('/consistency?from=2&to=1')).statusCode).toBe(400);
  });
});

describe('an entry', () => {
  it('is proved to whoever may read the log, and the look is an entry itself', async () => {
    const held = parseHeld((await get('/checkpoints/2')).body) ?? [];
    const { rows } = await database.db.pool.query<{ entry: number }>(
      'select min(entry_id) as entry from platform.audit_entry',
    );
    const first = rows[0]?.entry;
    const proof = (await get(`/entries/${first}/proof`, 'auditor')).json();
    expect(checkProof(proof, { held })).toMatchObject({ holds: true });
    expect(checkProof({ ...proof, leaf: proof.leaf.replace('thing:0', 'thing:9') }, { held })).toMatchObject({
      holds: false,
    });
    expect((await get(`/entries/${first}/proof`)).statusCode).toBe(401);
    expect((await get(`/entries/${first}/proof`, 'clerk')).statusCode).toBe(403);
    expect((await get('/entries/999999/proof', 'auditor')).statusCode).toBe(404);
    const looks = await database.db.pool.query<{ entry: number }>(
      `select entry_id as entry from platform.audit_entry where action = 'audit.prove'`,
    );
    expect(looks.rows).toHaveLength(1);
    expect((await get(`/entries/${looks.rows[0]?.entry}/proof`, 'auditor')).statusCode).toBe(409);
  });
});

describe('a verification', () => {
  it('is one at a time, says how far it is and that the log is whole, also against what was kept', async () => {
    const kept = (await get('/checkpoints/1')).body;
    const replies = await Promise.all([start({}), start({ quick: true })]);
    expect(replies.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
    const id = replies.find(({ statusCode }) => statusCode === 202)?.json().verificationId;
    expect(queued).toEqual([id]);
    expect(await run(id)).toMatchObject({
      state: 'done',
      whole: true,
      blocks: 2,
      findings: [],
      requestedBy: auditor.name,
    });
    expect(await verified({ against: [kept] })).toMatchObject({ whole: true, against: 1 });
    expect((await start({ against: ['nothing'] })).json()).toMatchObject({ errors: [{ field: 'against.0' }] });
    expect((await start({}, 'clerk')).statusCode).toBe(403);
    expect((await get('/verifications', 'auditor')).json()).toHaveLength(2);
    expect((await get('/verifications/99', 'auditor')).statusCode).toBe(404);
  });

  it('names the entry that the database’s superuser has changed', async () => {
    const superuser = openDb(database.url, { role: 'connecting' });
    try {
      const { rows } = await superuser.pool.query<{ entry: number }>(
        `update platform.audit_entry set actor = 'nobody' where object = 'thing:2' and entry_id = (select min(entry_id)
           from platform.audit_entry where object = 'thing:2') returning entry_id as entry`,
      );
      const found = await verified({});
      expect(found).toMatchObject({ state: 'done', whole: false });
      expect(found.findings[0]).toMatchObject({ kind: 'changed', entry: rows[0]?.entry });
    } finally {
      await superuser.close();
    }
  });
});
