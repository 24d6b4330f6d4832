/** The demonstration city: generated department files that enter by the front door, like anybody's. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadFiles } from '../modules/exchange/index.ts';
import { folderSink, generateCity } from '../modules/generator/index.ts';
import type { City } from '../platform/city/index.ts';
import { type Db, transact } from '../platform/db/index.ts';

const size = { subjects: 5_000, records: 60_000, seed: 'demonstration', dirt: 0.05 } as const;

/** Generates the demonstration city and imports it; marks the store as a demonstration for good. */
export async function fillDemonstration(db: Db, city: City, say: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'xinheng-demo-'));
  try {
    say(`正在生成演示城市(${city.name},约 ${size.subjects} 个虚构主体、${size.records} 条信息)……`);
    const manifest = await generateCity({ city, ...size }, folderSink(folder));
    await transact(db, (tx) =>
      tx.client.query(
        `insert into platform.setting (name, value) values ('demonstration', '"filling"') on conflict do nothing`,
      ),
    );
    const entries = manifest.files.map((file) => ({
      path: join(folder, file.file),
      name: file.file,
      item: file.item,
      department: file.department,
    }));
    const { batches } = await loadFiles(db, { city, entries, channel: 'generated', actor: 'system' });
    await db.pool.query(
      `update platform.setting set value = '"complete"', updated_at = now() where name = 'demonstration'`,
    );
    const read = batches.reduce((sum, batch) => sum + batch.read, 0);
    const kept = batches.reduce((sum, batch) => sum + batch.accepted + batch.corrected, 0);
    say(`演示城市已就绪:${batches.length} 个部门文件,读取 ${read} 行,入库 ${kept} 行。`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** True when the store holds nobody, or a demonstration city that was cut off: it is generated alike and goes on. */
export async function wantsDemonstration(db: Db): Promise<boolean> {
  const { rows } = await db.pool.query<{ wanted: boolean }>(
    `select not exists (select 1 from registry.subject)
         or exists (select 1 from platform.setting where name = 'demonstration' and value = '"filling"') as wanted`,
  );
  return rows[0]?.wanted === true;
}

/** True when the store holds the generated city. */
export async function isDemonstration(db: Db): Promise<boolean> {
  const { rows } = await db.pool.query(`select 1 from platform.setting where name = 'demonstration'`);
  return rows.length > 0;
}

/** Words worth trying in the search: parts of names that are there. */
export async function exampleWords(db: Db): Promise<string[]> {
  const { rows } = await db.pool.query<{ name: string }>(
    `select s.name from (select subject_code from records.record where item = 'administrative-penalty'
       group by subject_code limit 50) p join registry.subject s using (subject_code)
     where s.status = 'live' order by length(s.name), s.subject_code limit 1`,
  );
  return rows.map(({ name }) => name);
}
