/** Which city a store serves: one city a store, for good. */

import { publishEdition } from '../modules/catalogue/index.ts';
import { installOrganisation } from '../modules/organisation/index.ts';
import { installCalendar } from '../platform/calendar/index.ts';
import { type City, loadCity } from '../platform/city/index.ts';
import type { Config } from '../platform/config/index.ts';
import { type Db, transact } from '../platform/db/index.ts';
import { XinhengError } from '../platform/errors/index.ts';

async function storedCity(db: Db): Promise<string | null> {
  const { rows } = await db.pool.query<{ value: string }>(`select value from platform.setting where name = 'city'`);
  return rows[0]?.value ?? null;
}

/**
 * Writes a city's calendar, departments, regions and catalogue edition into the store; repeated, it brings them up to
 * the declarations of today.
 * @throws XinhengError city-mismatch when the store serves another city
 */
export async function installCity(db: Db, code: string): Promise<City> {
  const city = loadCity(code);
  const stored = await storedCity(db);
  if (stored !== null && stored !== code) {
    throw new XinhengError('city-mismatch', {
      message: `这个数据库属于“${loadCity(stored).name}”(${stored}),不能作为“${city.name}”(${code})启动。请改用 --city ${stored},或换一个数据目录(XINHENG_DATA)。`,
    });
  }
  await transact(db, async (tx) => {
    await tx.client.query(
      `insert into platform.setting (name, value) values ('city', to_jsonb($1::text)) on conflict (name) do nothing`,
      [code],
    );
    await installCalendar(tx);
    await installOrganisation(tx, city);
    await publishEdition(tx, city);
  });
  return city;
}

/** The city of the store at hand, for commands; an empty store becomes the configured city's. */
export async function cityOfStore(db: Db, config: Config): Promise<City> {
  return installCity(db, (await storedCity(db)) ?? config.city);
}
