import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { cityCodes, loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { installOrganisation } from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const written = async () => {
  const tables = ['region', 'department'].map((table) =>
    database.db.pool.query(
      `select code, xmin::text as written, to_jsonb(t) as row from organisation.${table} t order by code`,
    ),
  );
  return (await Promise.all(tables)).map(({ rows }) => rows);
};

it.each(cityCodes())(
  '%s: installs regions and departments; again changes nothing; a renamed department is renamed',
  async (code) => {
    const city = loadCity(code);
    const install = (given: typeof city) => transact(database.db, (tx) => installOrganisation(tx, given));
    await install(city);
    const first = await written();
    const codes = new Set(first.flat().map((row) => row.code));
    for (const { code: declared } of [...city.regions, ...city.departments]) expect(codes).toContain(declared);
    await install(city);
    expect(await written()).toEqual(first);

    const departments = city.departments.map((one) => (one.code === 'tax' ? { ...one, shortName: '税务' } : one));
    await install({ ...city, departments });
    const found = await database.db.pool.query(
      "select short_name, former_names from organisation.department where code = 'tax'",
    );
    expect(found.rows).toEqual([
      { short_name: '税务', former_names: [`${city.name}国家税务局`, `${city.name}地方税务局`] },
    ]);
  },
);
