import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { drawReport } from './report/draw.ts';
import { downloadReport, makeMissingReports, makeReport, monthBefore, readReport } from './reports.ts';
import { city, county, licence, openSupply, registration, type Supply } from './test-supply.ts';

let supply: Supply;
beforeAll(async () => {
  supply = await openSupply();
  await supply.hand(
    '2026-03-02',
    'enterprise-registration',
    [1, 2].map((n) => registration(n)),
  );
  await supply.hand('2026-03-20', 'administrative-licence', [
    licence(1, '2026-03-20'),
    licence(2, '2026-03-20', { content: '' }),
  ]);
  await supply.count();
});
afterAll(() => supply.close());

const clerk = officerOf(city, county, ['entry-clerk']);
const neighbour = officerOf(city, 'market-regulation-370103', ['entry-clerk']);
const reports = async () =>
  (await supply.database.db.pool.query(`select report_id as id, edition from scorecards.report order by edition`)).rows;

it('a month is reported once for each department that supplied, again only when asked', async () => {
  const { db } = supply.database;
  expect(await makeMissingReports(db, { city }, '2026-03')).toBe(1);
  expect(await makeMissingReports(db, { city }, '2026-03')).toBe(0);
  expect(await makeMissingReports(db, { city }, '2026-02')).toBe(0);
  await makeReport(db, { city }, county, '2026-03');
  expect((await reports()).map(({ edition }) => edition)).toEqual([1, 2]);
  await expect(db.pool.query('update scorecards.report set score = 100')).rejects.toThrow('permission denied');
});

it('goes to whom its department belongs, with an entry in the audit log', async () => {
  const { db } = supply.database;
  const [{ id }] = await reports();
  const { figures, digest } = await readReport(db, clerk, id);
  expect(figures).toMatchObject({ department: county, month: '2026-03', total: { received: 4 } });
  expect(figures.reasons).toContainEqual({
    ...{ indicator: 'completeness', item: 'administrative-licence', rule: 'FM-01', field: '许可内容', rows: 1 },
  });
  await expect(readReport(db, neighbour, id)).rejects.toMatchObject({ code: 'not-found' });
  await expect(downloadReport(db, neighbour, id, 'r')).rejects.toMatchObject({ code: 'not-found' });
  const { pdf, name } = await downloadReport(db, clerk, id, 'r');
  expect([pdf.subarray(0, 5).toString(), name.endsWith('2026-03.pdf')]).toEqual(['%PDF-', true]);
  const { rows } = await db.pool.query(
    `select details->>'digest' as digest from platform.audit_entry where action = 'scorecards.download-report'`,
  );
  expect(rows).toEqual([{ digest }]);
});

it('is a small file with its own subset of the Chinese font, pages numbered, however many lines', async () => {
  const { db } = supply.database;
  const [{ id }] = await reports();
  const { figures } = await readReport(db, clerk, id);
  const many = {
    ...figures,
    items: Array.from({ length: 60 }, () => figures.items[0] as (typeof figures.items)[number]),
  };
  const words = { cityName: '济南市', itemName: (code: string) => code, madeAt: new Date('2026-04-02T00:00:00Z') };
  const pdf = await drawReport(many, words);
  const text = pdf.toString('latin1');
  expect(text.match(/\/Type \/Page\b/g)?.length).toBeGreaterThan(2);
  expect(text.match(/\/FontName \/[A-Z]{6}\+NotoSansSC/g)?.length).toBe(2);
  expect(text).toMatch(/\/FontFile2?/);
  expect(pdf.length).toBeLessThan(200_000);
  // Every page carries its text: the compressed streams can be read.
  const streams = [...text.matchAll(/stream\r?\n/g)].map(({ index, 0: mark }) => pdf.subarray(index + mark.length));
  expect(() => inflateSync(streams[0] as Buffer, { finishFlush: 2 })).not.toThrow();
});

it('a month begins with the one before it', () => {
  expect([monthBefore('2026-12-02'), monthBefore('2027-01-02')]).toEqual(['2026-11', '2026-12']);
});
