import { afterAll, beforeAll, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { publishEdition, readEdition, readItem } from './index.ts';

let database: TestDatabase;
const city = loadCity('jinan');
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

it('publishes an edition once, reads it back whole, and refuses other content under its name', async () => {
  const { db } = database;
  expect(await transact(db, (tx) => publishEdition(tx, city))).toBe(true);
  expect(await transact(db, (tx) => publishEdition(tx, city))).toBe(false);
  expect(await readEdition(db.pool, city.catalogue.edition)).toEqual(city.catalogue);
  expect((await readItem(db.pool, city.catalogue.edition, 'honour')).name).toBe('荣誉信息');

  const changed = { ...city, catalogue: { ...city.catalogue, items: city.catalogue.items.slice(1) } };
  await expect(transact(db, (tx) => publishEdition(tx, changed))).rejects.toMatchObject({ code: 'edition-frozen' });
  await expect(readEdition(db.pool, 'jinan-1999-01')).rejects.toMatchObject({ code: 'edition-unknown' });

  const successor = { ...changed, catalogue: { ...changed.catalogue, edition: 'jinan-2027-01' } };
  expect(await transact(db, (tx) => publishEdition(tx, successor))).toBe(true);
});
