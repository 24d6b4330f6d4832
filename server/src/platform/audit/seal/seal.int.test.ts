import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts';
import { transact } from '../../db/index.ts';
import { silentLogger } from '../../log/index.ts';
import { openNote } from '../checkpoint/index.ts';
import {
  acceptRestore,
  audit,
  auditMany,
  beginEra,
  createSealer,
  makeNextKey,
  type Suite,
  sealAll,
  suiteNamed,
} from '../index.ts';
import { hashOfEntry, type LeafRow, leafColumns, leafSelect } from '../leaf.ts';
import { rootOf } from '../merkle/index.ts';
import type { SealOptions } from './pass.ts';
import { type Block, readBlocks } from './store.ts';

const ed25519 = suiteNamed('ed25519-sha256') as Suite;
const sm2 = suiteNamed('sm2-sm3') as Suite;

let database: TestDatabase;
let superuser: pg.Client;
let folder: string;
let options: SealOptions;
beforeAll(async () => {
  database = await freshDatabase();
  superuser = new pg.Client(database.url);
  await superuser.connect();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-audit-'));
  options = { db: database.db, keys: { folder }, city: 'jinan', suite: ed25519 };
});
afterAll(async () => {
  await superuser.end();
  await database.drop();
  await rm(folder, { recursive: true });
});

const write = (count: number, action = 'test.write') =>
  transact(database.db, (tx) =>
    auditMany(
      tx,
      Array.from({ length: count }, (_, n) => ({ actor: 'operator:test', action, details: { n } })),
    ),
  );
const blocks = () => readBlocks(database.db.pool, 1, 1000);
const lastBlock = async () => (await blocks()).at(-1) as Block;

async function rowsInOrder(): Promise<LeafRow[]> {
  const { rows } = await database.db.pool.query<(string | null)[]>({
    text: `select ${leafSelect} from platform.audit_entry order by audit_entry.era, audit_entry.written_by, audit_entry.entry_id`,
    rowMode: 'array',
  });
  return rows;
}

it('a leaf covers every column of the entry', async () => {
  const { rows } = await database.db.pool.query(
    `select attname as name from pg_attribute where attrelid = 'platform.audit_entry'::regclass and attnum > 0 and not attisdropped`,
  );
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(leafColumns).sort());
});

describe('sealing', () => {
  it('puts every entry into one tree, block after block, each signed and naming the one before', async () => {
    await write(300);
    expect(await sealAll({ ...options, blockEntries: 128 })).toBe(300);
    await write(1);
    expect(await sealAll(options)).toBe(1);
    expect(await sealAll(options)).toBe(0);
    const sealed = await blocks();
    expect(sealed.map(({ size }) => size)).toEqual([128, 256, 300, 301]);
    const rows = await rowsInOrder();
    const leaves = rows.map((row, index) => hashOfEntry(ed25519.digest, index, row));
    let previous: string | null = null;
    for (const block of sealed) {
      const opened = openNote(block.note);
      expect(opened?.signed).toBe(true);
      expect(opened?.hash).toBe(block.hash);
      expect(opened?.checkpoint.previous).toBe(previous);
      expect(opened?.checkpoint.root).toEqual(rootOf(ed25519.digest, leaves.slice(0, block.size)));
      previous = block.hash;
    }
    const { rows: tiles } = await database.db.pool.query(
      'select level, index, length(hashes) / 32 as width, cardinality(entries) as named from platform.audit_tile order by 1, 2',
    );
    expect(tiles).toEqual([
      { level: 0, index: 0, width: 256, named: 256 },
      { level: 0, index: 1, width: 45, named: 45 },
      { level: 1, index: 0, width: 1, named: null },
    ]);
  });

  it('keeps the private key in a file that nobody else may read, and not in the database', async () => {
    const [key] = (await readdir(folder)).filter((name) => name.endsWith('.key.json'));
    const path = join(folder, key as string);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const { privateKey } = JSON.parse(await readFile(path, 'utf8'));
    const { rows } = await superuser.query(
      `select count(*)::int as found from platform.audit_block b, platform.audit_seal s
        where b.note like '%' || $1 || '%' or s::text like '%' || $1 || '%'`,
      [privateKey],
    );
    expect(rows).toEqual([{ found: 0 }]);
  });

  it('passes no transaction that is still under way: its entries come later, never before what is sealed', async () => {
    const slow = await database.db.pool.connect();
    await slow.query('begin');
    await slow.query(`insert into platform.audit_entry (actor, action) values ('operator:slow', 'test.slow')`);
    await write(2, 'test.quick');
    expect(await sealAll(options)).toBe(0);
    await slow.query('commit');
    slow.release();
    expect(await sealAll(options)).toBe(3);
    const actions = (await rowsInOrder()).slice(-3).map((row) => row[Object.keys(leafColumns).indexOf('action')]);
    expect(actions).toEqual(['test.slow', 'test.quick', 'test.quick']);
  });

  it('is done by one at a time, and what was rolled back is not missed', async () => {
    await write(5);
    await expect(
      transact(database.db, async (tx) => {
        await audit(tx, { actor: 'operator:test', action: 'test.undone' });
        throw new Error('no');
      }),
    ).rejects.toThrow('no');
    const results = await Promise.all([sealAll({ ...options }), sealAll({ ...options }), sealAll({ ...options })]);
    expect(results.reduce((sum, count) => sum + count, 0)).toBe(5);
  });
});

describe('keys', () => {
  it('a new key is announced under the old one, then signs; another suite begins a new volume', async () => {
    const before = await lastBlock();
    const oldKey = openNote(before.note)?.checkpoint.key.text;
    const next = await makeNextKey(database.db, {
      keys: options.keys,
      city: 'jinan',
      suite: ed25519,
      actor: 'operator:test',
      reason: '例行更换',
    });
    await sealAll(options);
    await write(1);
    await sealAll(options);
    const [announcing, after] = (await blocks()).slice(-2).map(({ note }) => openNote(note));
    expect(announcing?.checkpoint.key.text).toBe(oldKey);
    expect(announcing?.checkpoint.nextKey?.text).toBe(next);
    expect(after?.checkpoint.key.text).toBe(next);
    expect(after?.signed).toBe(true);
    expect(after?.checkpoint.volume).toBe(1);

    const sealer = createSealer({ ...options, log: silentLogger(), suite: sm2, sealSeconds: 3600 });
    await sealer.start();
    await sealer.sealNow();
    await write(2);
    expect(await sealer.sealNow()).toBe(2);
    await sealer.stop();
    expect(sealer.failure()).toBeUndefined();
    const last = openNote((await lastBlock()).note);
    expect(last?.checkpoint).toMatchObject({ volume: 2, size: 2 });
    expect(last?.checkpoint.key.suite.name).toBe('sm2-sm3');
    expect(last?.signed).toBe(true);
    const leaves = (await rowsInOrder()).slice(-2).map((row, index) => hashOfEntry(sm2.digest, index, row));
    expect(last?.checkpoint.root).toEqual(rootOf(sm2.digest, leaves));
    options = { ...options, suite: sm2 };
  });

  it('without the key that the last block asks for, nothing is sealed and no other key takes its place', async () => {
    await write(1);
    const elsewhere = await mkdtemp(join(tmpdir(), 'xinheng-audit-'));
    await expect(sealAll({ ...options, keys: { folder: elsewhere } })).rejects.toMatchObject({
      code: 'audit-key-missing',
    });
    expect(await readdir(elsewhere)).toEqual([]);
    const stranger = join(elsewhere, 'stranger.json');
    await writeFile(stranger, '{"verifierKey": "x"}');
    await expect(sealAll({ ...options, keys: { folder, file: stranger } })).rejects.toMatchObject({
      code: 'audit-key-missing',
    });
    await rm(elsewhere, { recursive: true });
    expect(await sealAll(options)).toBe(1);
  });
});

describe('a store that was tampered with', () => {
  /** Changes the store as its superuser, expects sealing to stop, and puts it back. */
  async function refused(change: string, back: string): Promise<void> {
    await superuser.query(change);
    await expect(sealAll({ ...options, memory: { block: 0, hash: '' } }), change).rejects.toMatchObject({
      code: 'audit-broken',
    });
    await superuser.query(back);
  }

  it('is not sealed on: changed hashes, a changed block, a rolled back store', async () => {
    await write(3);
    const keep = `create temp table kept as select * from platform.audit_tile; create temp table kept_block as select * from platform.audit_block`;
    await superuser.query(keep);
    const restoreTiles = 'delete from platform.audit_tile; insert into platform.audit_tile select * from kept';
    const restoreBlocks = 'delete from platform.audit_block; insert into platform.audit_block select * from kept_block';
    await refused(
      `update platform.audit_tile set hashes = overlay(hashes placing '\\x00' from 3) where volume = 2`,
      restoreTiles,
    );
    await refused('delete from platform.audit_tile where volume = 2', restoreTiles);
    await refused(`update platform.audit_block set note = replace(note, 'time 20', 'time 19')`, restoreBlocks);
    await refused(
      'delete from platform.audit_block where block = (select max(block) from platform.audit_block)',
      restoreBlocks,
    );
    await refused('delete from platform.audit_block', restoreBlocks);
    expect(await sealAll(options)).toBe(3);
  });

  it('is sealed on when the operator says that it comes from a backup, and the next checkpoint says so', async () => {
    await superuser.query(
      `create temp table backup as select * from platform.audit_block;
       create temp table backup_seal as select * from platform.audit_seal;
       create temp table backup_tile as select * from platform.audit_tile;
       create temp table backup_entry as select * from platform.audit_entry`,
    );
    await write(4);
    await sealAll(options);
    const lost = await lastBlock();
    await superuser.query(
      `delete from platform.audit_block; insert into platform.audit_block select * from backup;
       delete from platform.audit_seal; insert into platform.audit_seal select * from backup_seal;
       delete from platform.audit_tile; insert into platform.audit_tile select * from backup_tile;
       delete from platform.audit_entry where entry_id not in (select entry_id from backup_entry)`,
    );
    await write(1);
    await expect(sealAll({ ...options })).rejects.toMatchObject({ code: 'audit-broken' });
    const of = { keys: options.keys, city: 'jinan', actor: 'operator:test', reason: '主机损坏，从昨夜备份恢复' };
    expect(await acceptRestore(database.db, of)).toBe(lost.block);
    expect(await sealAll(options)).toBe(2);
    expect(openNote((await lastBlock()).note)?.checkpoint.restored).toEqual({ block: lost.block, hash: lost.hash });
    expect(await acceptRestore(database.db, of)).toBeNull();
    await write(1);
    expect(await sealAll(options)).toBe(1);
    expect(openNote((await lastBlock()).note)?.checkpoint.restored).toBeUndefined();
  });
});

describe('writes', () => {
  it('are refused loudly while sealing has fallen behind, and go on when it is caught up', async () => {
    await write(1);
    await superuser.query('update platform.audit_seal set stall_seconds = 0');
    await expect(write(1)).rejects.toMatchObject({ code: 'audit-stalled' });
    const one = () => transact(database.db, (tx) => audit(tx, { actor: 'operator:test', action: 'test.one' }));
    await expect(one()).rejects.toMatchObject({ code: 'audit-stalled' });
    expect(await sealAll(options)).toBe(1);
    await one();
    await superuser.query('update platform.audit_seal set stall_seconds = 14400');
    expect(await sealAll(options)).toBe(1);
  });

  it('are refused when transaction numbers have gone back, until the store is opened and begins an era', async () => {
    // As after a dump of a busy server was restored into a young one.
    await superuser.query(`update platform.audit_seal set transaction = '900000000000'`);
    await expect(write(1)).rejects.toMatchObject({ code: 'audit-stalled' });
    await beginEra(database.db.pool);
    await beginEra(database.db.pool);
    await write(2);
    expect(await sealAll(options)).toBe(2);
    expect(openNote((await lastBlock()).note)?.checkpoint.last.era).toBe(2);
    expect((await superuser.query('select present_era from platform.audit_seal')).rows).toEqual([{ present_era: 2 }]);
  });
});
