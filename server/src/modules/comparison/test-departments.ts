/** For tests of comparison: a city of a few subjects, departments that report about them, and the consumer that compares. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { installCalendar } from '../../platform/calendar/index.ts';
import { type City, loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { enrol, runPass } from '../../platform/events/index.ts';
import { publishEdition } from '../catalogue/index.ts';
import { importFile } from '../exchange/index.ts';
import { installOrganisation } from '../organisation/index.ts';
import { comparingConsumer } from './compare.ts';

export const city: City = loadCity('jinan');

export const codeOf = (n: number) => usccFrom(`91370102${organisationCodeFrom(`XC${String(n).padStart(6, '0')}`)}`);
export const nameOf = (n: number) => `济南市比对第${n}号贸易有限公司`;

export type Row = Record<string, string>;

export const registration = (n: number, more: Row = {}): Row => ({
  name: nameOf(n),
  uscc: codeOf(n),
  registeredOn: '2015-03-02',
  entityType: '有限责任公司',
  legalRepresentative: `测${n}`,
  capital: '50万人民币',
  scope: '批发零售',
  address: `济南市历下区测试路${n}号`,
  ...more,
});

export const licence = (n: number, more: Row = {}): Row => ({
  name: nameOf(n),
  uscc: codeOf(n),
  legalRepresentative: `测${n}`,
  documentNumber: `济许〔2026〕${n}号`,
  content: '食品经营',
  decidedOn: '2026-03-02',
  validUntil: '2029-03-01',
  authority: '某局',
  ...more,
});

export interface Departments {
  database: TestDatabase;
  /** Hands rows in and lets the consumer compare. @returns the batch */
  hand(item: string, department: string, rows: readonly Row[]): Promise<number>;
  /** Lets the consumer read all events. */
  compare(): Promise<void>;
  /** Differences of a rule about subject `n`, as `left|right|state|acting`. */
  found(rule: string, n: number): Promise<string[]>;
  /** The only difference of a rule about subject `n`. */
  one(rule: string, n: number): Promise<{ id: string; revision: number; state: string; due: string | null }>;
  close(): Promise<void>;
}

function labelled(item: string, rows: readonly Row[]): string {
  const fields = city.catalogue.items.find(({ code }) => code === item)?.fields ?? [];
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  return rows
    .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, v]) => [labels.get(name), v]))))
    .join('\n');
}

/** A fresh store of Jinan. */
export async function openDepartments(): Promise<Departments> {
  const database = await freshDatabase();
  const { db } = database;
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-comparison-'));
  await transact(db, async (tx) => {
    await installCalendar(tx);
    await installOrganisation(tx, city);
    await publishEdition(tx, city);
  });
  const consumer = comparingConsumer(city);
  await enrol(db.pool, consumer.name);
  let files = 0;
  const compare = async () => {
    for (let pass = await runPass(db, consumer); pass !== 'idle'; pass = await runPass(db, consumer));
  };
  return {
    database,
    compare,
    async hand(item, department, rows) {
      const path = join(folder, `${files++}.ndjson`);
      await writeFile(path, labelled(item, rows));
      const request = { city, item, department, path, name: `${files}.ndjson`, channel: 'cli' as const, actor: 'test' };
      const { batch } = await importFile(db, request);
      await compare();
      return batch;
    },
    async found(rule, n) {
      const { rows } = await db.pool.query<{ text: string }>(
        `select concat_ws('|', coalesce(left_value, '-'), right_value, state, acting) as text from comparison.difference
         where rule = $1 and (subject_code = $2 or other_subject = $2) order by pair, text`,
        [rule, codeOf(n)],
      );
      return rows.map(({ text }) => text);
    },
    async one(rule, n) {
      const { rows } = await db.pool.query(
        `select difference_id as id, revision, state, to_char(due_on, 'YYYY-MM-DD') as due from comparison.difference
         where rule = $1 and (subject_code = $2 or other_subject = $2)`,
        [rule, codeOf(n)],
      );
      if (rows.length !== 1) throw new Error(`${rows.length} differences of ${rule} about ${n}`);
      return rows[0];
    },
    async close() {
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}
