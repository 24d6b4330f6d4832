/** 存证: every way by which a record becomes public leaves a proof that an outsider can check with nothing else. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PublicationProof } from '@xinheng/contracts/audit.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkPublication, type Suite, sealAll, suiteNamed } from '../../platform/audit/index.ts';
import { recordsRoutes } from '../records/index.ts';
import { entryRoutes } from './entry/routes.ts';
import { city, openOffice, penalty, registration, type TestOffice } from './entry/test-office.ts';
import { undoBatch } from './undo/index.ts';

let office: TestOffice;
let folder: string;
const suite = suiteNamed('ed25519-sha256') as Suite;
const nothing = async () => null;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-publication-'));
  office = await openOffice(({ db }) => [
    ...entryRoutes({ db, city }),
    ...recordsRoutes({ db, city, findSubject: nothing, sourcesOf: async () => new Map() }),
  ]);
  const numbers = Array.from({ length: 600 }, (_, n) => n + 1);
  await office.hand(
    'enterprise-registration',
    'market-regulation',
    numbers.map((n) => registration(n)),
  );
  await office.hand(
    'administrative-penalty',
    'market-regulation-370102',
    numbers.map((n) => penalty(n)),
  );
});
afterAll(async () => {
  await office.close();
  await rm(folder, { recursive: true });
});

const pool = () => office.database.db.pool;
const seal = () => sealAll({ db: office.database.db, keys: { folder }, city: 'jinan', suite });
const keysOf = async (item: string) =>
  (
    await pool().query<{ subject_code: string; record_key: string }>(
      `select subject_code, record_key from records.record where item = $1 and recorded_until = 'infinity'
        order by subject_code`,
      [item],
    )
  ).rows;
async function proofOf(code: string, key: string) {
  const reply = await office.app.inject(`/api/v1/audit/publications/${code}/${key}`);
  return { status: reply.statusCode, proof: reply.json() as PublicationProof };
}

it('a record waits for its seal, and then every one of a file is proved', async () => {
  const [first] = await keysOf('administrative-penalty');
  expect((await proofOf(first?.subject_code ?? '', first?.record_key ?? '')).status).toBe(409);
  await seal();
  for (const item of ['administrative-penalty', 'enterprise-registration']) {
    const found = await keysOf(item);
    expect(found.length).toBe(600);
    for (const { subject_code, record_key } of found.filter((_, at) => at % 37 === 0)) {
      const { status, proof } = await proofOf(subject_code, record_key);
      expect(status).toBe(200);
      expect(JSON.parse(proof.leaf).slice(1, 5)).toEqual(['published', subject_code, record_key, 1]);
      expect(checkPublication(proof)).toMatchObject({ holds: true });
    }
  }
});

it('what is bent does not hold: content, leaf, place, path, the entry of another publication', async () => {
  const [one, two] = await keysOf('administrative-penalty');
  const [registered] = await keysOf('enterprise-registration');
  const { proof } = await proofOf(one?.subject_code ?? '', one?.record_key ?? '');
  const { proof: other } = await proofOf(two?.subject_code ?? '', two?.record_key ?? '');
  const { proof: elsewhere } = await proofOf(registered?.subject_code ?? '', registered?.record_key ?? '');
  const bent: unknown[] = [
    { ...proof, content: proof.content.replace('罚款', '警告') },
    { ...proof, content: other.content },
    { ...proof, leaf: proof.leaf.replace(one?.subject_code ?? '', two?.subject_code ?? '') },
    { ...proof, leaf: proof.leaf.replace('"published"', '"amended"') },
    { ...proof, index: other.index },
    { ...proof, path: [...proof.path].reverse() },
    { ...proof, entry: elsewhere.entry },
    { ...proof, entry: undefined },
    null,
  ];
  for (const [at, bad] of bent.entries()) expect(checkPublication(bad).holds, `${at}`).toBe(false);
});

it('the content shows nothing that the public is not shown', async () => {
  const [one] = await keysOf('enterprise-registration');
  const { proof } = await proofOf(one?.subject_code ?? '', one?.record_key ?? '');
  expect(JSON.parse(proof.content)).not.toHaveProperty('legalRepresentative');
  expect(proof.entry.leaf).not.toContain('王芳');
});

it('an amendment, a withdrawal and an undo leave their own; what is no longer shown gives no proof', async () => {
  const [amended, withdrawn] = await keysOf('administrative-penalty');
  const place = (of: typeof amended) => `subjects/${of?.subject_code}/records/${of?.record_key}`;
  const changes = { version: 1, changes: { facts: '占用盲道' }, reason: '笔误' };
  expect((await office.ask('POST', `${place(amended)}/amendments`, 'clerk', changes)).status).toBe(201);
  const back = { version: 1, reason: '误报' };
  expect((await office.ask('POST', `${place(withdrawn)}/withdrawal`, 'clerk', back)).status).toBeLessThan(300);
  await seal();
  const { proof } = await proofOf(amended?.subject_code ?? '', amended?.record_key ?? '');
  expect(JSON.parse(proof.leaf)[1]).toBe('amended');
  expect(proof.content).toContain('占用盲道');
  expect(checkPublication(proof)).toMatchObject({ holds: true });
  expect((await proofOf(withdrawn?.subject_code ?? '', withdrawn?.record_key ?? '')).status).toBe(404);
  const before = await office.count('platform.publication');
  const { rows } = await pool().query<{ batch_id: number }>(
    `select batch_id from exchange.batch where item = 'administrative-penalty' and state = 'finished' order by batch_id limit 1`,
  );
  await undoBatch(office.database.db, {
    city,
    batchId: rows[0]?.batch_id ?? 0,
    doer: { actor: 'operator:test' },
    reason: '误传',
  });
  expect(await office.count('platform.publication')).toBe(before + 1);
});
