import { afterAll, beforeAll, expect, test } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { transact } from '../db/index.ts';
import { type AuditEntry, audit, auditMany, fingerprint } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const full: Required<AuditEntry> = {
  actor: 'person:12',
  person: '12',
  name: '李雷',
  role: 'entry-clerk',
  department: 'market-regulation',
  post: '7',
  action: 'test.write',
  object: 'thing:1',
  subjectCode: '91370100MA3C000011',
  reason: '更正',
  purpose: 'licensing',
  purposeNote: '窗口办件',
  beforeHash: fingerprint({ a: 1 }),
  afterHash: fingerprint({ a: 2 }),
  address: '10.0.0.7',
  requestId: 'req-1',
  details: { n: 1 },
};

const rows = async () =>
  (
    await database.db.pool.query(
      `select actor, person, name, role, department, post, action, object, subject_code as "subjectCode", reason, purpose,
         purpose_note as "purposeNote", before_hash as "beforeHash", after_hash as "afterHash", address,
         request_id as "requestId", details
       from platform.audit_entry order by entry_id`,
    )
  ).rows;

test('an entry keeps every part it is given, alone or among many, in order', async () => {
  const bare = { actor: 'operator:root', action: 'test.bare' };
  await transact(database.db, async (tx) => {
    await audit(tx, full);
    await auditMany(tx, [bare, full, { ...bare, action: 'test.last' }]);
    await auditMany(tx, []);
  });
  const kept = await rows();
  expect(kept.map((row) => row.action)).toEqual(['test.write', 'test.bare', 'test.write', 'test.last']);
  expect(kept[0]).toEqual(full);
  expect(kept[2]).toEqual(full);
  expect(kept[1]).toMatchObject({ ...bare, person: null, purpose: null, details: {} });
});

test('a hash that is none is refused with the change that it came with', async () => {
  const before = (await rows()).length;
  await expect(transact(database.db, (tx) => audit(tx, { ...full, afterHash: 'F'.repeat(64) }))).rejects.toThrow(
    /audit_entry_after_hash/,
  );
  expect(await rows()).toHaveLength(before);
});
