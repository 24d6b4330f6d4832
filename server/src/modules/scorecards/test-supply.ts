/** For tests: a city whose departments supply rows on days of our choosing, and the consumer that counts them. */
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
import { countingConsumer } from './actions.ts';

export const city: City = loadCity('jinan');
export const county = 'market-regulation-370102';

export const codeOf = (n: number) => usccFrom(`91370102${organisationCodeFrom(`XC${String(n).padStart(6, '0')}`)}`);
export const nameOf = (n: number) => `济南市计分第${n}号贸易有限公司`;

/** A registration by the labels of its fields. */
export const registration = (n: number, more: Record<string, string> = {}): Record<string, string> => ({
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

/** A licence decided on that day. */
export const licence = (n: number, decidedOn: string, more: Record<string, string> = {}): Record<string, string> => ({
  name: nameOf(n),
  uscc: codeOf(n),
  documentNumber: `济许〔2026〕${n}-${decidedOn}号`,
  content: '食品经营',
  decidedOn,
  authority: '某局',
  ...more,
});

export interface Supply {
  database: TestDatabase;
  /** Hands rows in as if on that day; counts nothing yet. */
  hand(day: string, item: string, rows: readonly Record<string, string>[], department?: string): Promise<number>;
  /** Lets the consumer read all events. */
  count(): Promise<void>;
  /** Everything counted, in an order of its own. */
  counted(): Promise<Record<string, unknown[]>>;
  close(): Promise<void>;
}

function labelled(item: string, rows: readonly Record<string, string>[]): string {
  const fields = city.catalogue.items.find(({ code }) => code === item)?.fields ?? [];
  const labels = new Map(fields.map(({ name, label }) => [name, label]));
  return rows
    .map((row) => JSON.stringify(Object.fromEntries(Object.entries(row).map(([name, v]) => [labels.get(name), v]))))
    .join('\n');
}

/** A fresh store of Jinan. */
export async function openSupply(): Promise<Supply> {
  const database = await freshDatabase();
  const { db } = database;
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-scorecards-'));
  await transact(db, async (tx) => {
    await installCalendar(tx);
    await installOrganisation(tx, city);
    await publishEdition(tx, city);
  });
  const consumer = countingConsumer(city);
  await enrol(db.pool, consumer.name);
  let files = 0;
  return {
    database,
    async hand(day, item, rows, department = county) {
      const path = join(folder, `${files++}.ndjson`);
      await writeFile(path, labelled(item, rows));
      const request = { city, item, department, path, name: `${files}.ndjson`, channel: 'cli' as const, actor: 'test' };
      const { batch } = await importFile(db, request);
      const at = `${day}T10:00:00+08:00`;
      await db.pool.query('update exchange.batch set started_at = $2, finished_at = $2 where batch_id = $1', [
        batch,
        at,
      ]);
      return batch;
    },
    async count() {
      for (let pass = await runPass(db, consumer); pass !== 'idle'; pass = await runPass(db, consumer));
    },
    async counted() {
      const tables = ['batch_counted', 'tally', 'failing_row', 'feed'];
      const read = tables.map(async (name) => {
        const { rows } = await db.pool.query(
          `select to_jsonb(t) as row from scorecards.${name} t order by to_jsonb(t)::text`,
        );
        return [name, rows.map(({ row }) => row)] as const;
      });
      return Object.fromEntries(await Promise.all(read));
    },
    async close() {
      await database.drop();
      await rm(folder, { recursive: true });
    },
  };
}
