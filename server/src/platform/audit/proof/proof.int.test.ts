import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../../test/database.ts';
import { transact } from '../../db/index.ts';
import { openNote } from '../checkpoint/index.ts';
import {
  auditMany,
  checkProof,
  type EntryProof,
  parseHeld,
  proveConsistency,
  proveEntry,
  readBlocks,
  type Suite,
  sealAll,
  suiteNamed,
} from '../index.ts';
import { provesConsistency } from '../merkle/index.ts';

const suite = suiteNamed('sm2-sm3') as Suite;
let database: TestDatabase;
let folder: string;
let notes: string[];

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-proof-'));
  for (const count of [1, 300, 260, 3]) {
    await transact(database.db, (tx) =>
      auditMany(
        tx,
        Array.from({ length: count }, (_, n) => ({ actor: 'person:1', action: 'test.look', details: { n } })),
      ),
    );
    await sealAll({ db: database.db, keys: { folder }, city: 'jinan', suite });
  }
  notes = (await readBlocks(database.db.pool, 1, 10)).map(({ note }) => note);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

const prove = async (entry: number) => (await proveEntry(database.db.pool, entry)) as EntryProof;

it('every entry is proved to anybody who has the checkpoint, and nothing else is', async () => {
  const held = parseHeld(notes.join('')) ?? notes.flatMap((note) => parseHeld(note) ?? []);
  for (const entry of [1, 2, 256, 257, 301, 302, 561, 562, 564]) {
    const proof = await prove(entry);
    expect(checkProof(JSON.parse(JSON.stringify(proof)), { held }), `${entry}`).toMatchObject({ holds: true });
  }
  expect(await proveEntry(database.db.pool, 565)).toBeNull();
  await transact(database.db, (tx) => auditMany(tx, [{ actor: 'person:1', action: 'test.look' }]));
  expect(await proveEntry(database.db.pool, 565)).toBe('unsealed');
});

it('a bent proof does not hold: other text, place, path, checkpoint, key', async () => {
  const proof = await prove(300);
  const other = await prove(400);
  const bent: unknown[] = [
    { ...proof, leaf: proof.leaf.replace('person:1', 'person:2') },
    { ...proof, index: proof.index + 1 },
    { ...proof, entry: 301 },
    { ...proof, path: proof.path.slice(1) },
    { ...proof, path: [...proof.path].reverse() },
    { ...proof, checkpoint: other.checkpoint },
    { ...proof, checkpoint: proof.checkpoint.replace('time 20', 'time 19') },
    { ...proof, path: ['x'] },
    { ...proof, format: 'xinheng-proof/2' },
    null,
    'text',
  ];
  for (const one of bent) expect(checkProof(one).holds, JSON.stringify(one)).toBe(false);
  const stranger = suite.generate().publicKey;
  expect(stranger).toHaveLength(65);
  expect(checkProof(proof, { keys: ['stranger+00000000+AAAA'] }).holds).toBe(false);
  expect(checkProof(proof, { keys: [openNote(proof.checkpoint)?.checkpoint.key.text ?? ''] }).holds).toBe(true);
});

it('an earlier checkpoint is shown to lead to a later one', async () => {
  const proof = await proveConsistency(database.db.pool, 1, 4);
  const [first, second] = [proof?.first, proof?.second].map((note) => openNote(note ?? '')?.checkpoint);
  const path = proof?.path.map((hash) => Buffer.from(hash, 'base64')) ?? [];
  if (!first || !second) throw new Error('no checkpoints');
  expect(provesConsistency(suite.digest, first, second, path)).toBe(true);
  expect(provesConsistency(suite.digest, { ...first, root: second.root }, second, path)).toBe(false);
  expect(await proveConsistency(database.db.pool, 4, 1)).toBeNull();
  expect(await proveConsistency(database.db.pool, 1, 5)).toBeNull();
});

it('checkpoints are read as text, as JSON of one, of many, and of a proof; a bent one is none', async () => {
  const [note = ''] = notes;
  expect(parseHeld(note)).toHaveLength(1);
  expect(parseHeld(JSON.stringify({ block: 1, note }))).toHaveLength(1);
  expect(parseHeld(JSON.stringify({ checkpoints: notes.map((one) => ({ note: one })) }))).toHaveLength(4);
  expect(parseHeld(JSON.stringify(await prove(5)))).toHaveLength(1);
  expect(parseHeld(note.replace('time 20', 'time 19'))).toBeNull();
  expect(parseHeld('{}')).toBeNull();
  expect(parseHeld('')).toBeNull();
});
