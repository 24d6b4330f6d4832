import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../../web/portal/render.tsx';
import type { RecordView } from '../records/index.ts';
import { maskPerson, maskPersonIds, maskPhone } from './fields.ts';
import { namesOf, newestFirst, publicRecords, recordSummary } from './records.ts';
import { cardView, cursorAfter, indexAfter, subjectSections } from './shape.ts';
import { csvCell } from './supply.ts';
import { enterpriseCode, testReads } from './test-city.ts';
import { windowWords } from './windows.ts';
import { capitalText, chineseMoment, grouped, typeset } from './wording.ts';

const reads = testReads();
const names = namesOf(reads);
const records = await reads.records(enterpriseCode, {});
const model = records.find((record) => record.item === 'administrative-penalty') as RecordView;

describe('publicRecords', () => {
  it.each([
    ['its window has passed', { shownUntil: '2026-11-22' }, false],
    ['its last day is today', { shownUntil: '2026-11-23' }, true],
    ['its window has not begun', { shownFrom: '2026-11-24' }, false],
    ['it is never shown', { shownFrom: null, shownUntil: null }, false],
    ['it was withdrawn', { state: 'withdrawn' as const }, false],
    ['its item is unknown', { item: 'no-such-item' }, false],
    ['its item is not public', { item: 'social-security-arrears' }, false],
  ])('%s', (_why, change, shown) => {
    expect(publicRecords([{ ...model, ...change }], names)).toHaveLength(shown ? 1 : 0);
  });
});

describe('a subject page', () => {
  it('stays under 100 KB whatever the records are', async () => {
    const subject = await reads.subject(enterpriseCode, {});
    if (!subject) throw new Error('no subject');
    const items = reads.catalogue.items.filter((item) => item.disclosure === 'public');
    const text = fc.string({
      unit: fc.constantFrom('违', '"', '<', '&', "'", 'a', '，'),
      maxLength: 5000,
      size: 'max',
    });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), text, text, (count, long, number) => {
        const many = Array.from({ length: count }, (_, index): RecordView => {
          const item = items[index % items.length];
          const payload = Object.fromEntries((item?.fields ?? []).map((field) => [field.name, long]));
          return {
            ...model,
            item: item?.code ?? '',
            recordKey: key(index),
            documentNumber: number.slice(0, 120) || null,
            payload,
          };
        });
        const sections = subjectSections(names, many, `/subjects/${enterpriseCode}`, '');
        for (const section of sections) expect(section.records.length).toBeGreaterThan(section.total > 0 ? 0 : -1);
        const card = cardView(names, subject);
        const frame = {
          cityName: '济南市',
          siteName: '信用济南',
          title: card.name,
          path: '/',
          elder: false,
          stylesheet: '/assets/portal.0.css',
          demonstration: true,
          practice: false,
        };
        const judged = Array.from({ length: 3 }, (_, index) => ({
          ...{ title: `评判${index}`, note: '自 2026 年 1 月 1 日起', grounds: ['一般行政处罚在公示期内'] },
          result: { name: '黄色', colour: 'yellow' as const, shape: '三角形' },
        }));
        const html = renderPage({
          frame,
          view: { kind: 'subject', card, judged, judgedHref: '/', sections, printHref: '/', today: names.today },
        });
        expect(Buffer.byteLength(html)).toBeLessThanOrEqual(100 * 1024);
      }),
      { numRuns: 25 },
    );
  });
});

const key = (index: number) => `00000000-0000-4000-9000-${String(index).padStart(12, '0')}`;

describe('keyset', () => {
  it('the pages together are the list', () => {
    const dates = fc.option(fc.constantFrom('2024-01-01', '2025-06-30', '2026-11-23'), { nil: null });
    fc.assert(
      fc.property(fc.array(dates, { maxLength: 40 }), fc.integer({ min: 1, max: 7 }), (days, size) => {
        const list = days
          .map((occurredOn, index): RecordView => ({ ...model, occurredOn, recordKey: key(index) }))
          .sort(newestFirst);
        const seen: RecordView[] = [];
        for (let cursor: string | undefined; ; ) {
          const start = indexAfter(list, cursor);
          const page = list.slice(start, start + size);
          const last = page.at(-1);
          if (!last) break;
          seen.push(...page);
          cursor = cursorAfter(last);
        }
        expect(seen).toEqual(list);
      }),
    );
  });

  it('a cursor that is none is refused', () => expect(indexAfter(records, 'x')).toBe(-1));
});

describe('masks', () => {
  it('are idempotent', () => {
    for (const mask of [maskPerson, maskPhone, maskPersonIds]) {
      fc.assert(
        fc.property(fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'0123456789X张') })), (value) => {
          expect(mask(mask(value))).toBe(mask(value));
        }),
      );
    }
  });

  it('hide every person in a row about a natural person, and only there', () => {
    const shown = (category: string) =>
      recordSummary(names, { ...model, payload: { ...model.payload, category, legalRepresentative: '闻人试' } }, true)
        .fields;
    expect(shown('natural-person')).toContainEqual({ label: '法定代表人', value: '闻**' });
    expect(shown('organisation')).toContainEqual({ label: '法定代表人', value: '闻人试' });
  });

  it('hide a person’s number inside a text, and leave codes alone', () => {
    expect(maskPersonIds('当事人（370102190101010032）')).toBe('当事人（370102********0032）');
    expect(maskPersonIds(`当事人（${enterpriseCode}）`)).toBe(`当事人（${enterpriseCode}）`);
  });
});

describe('wording', () => {
  it.each([
    ['5000000.00', 'CNY', '500万元人民币'],
    ['12345.60', 'CNY', '1.23456万元人民币'],
    ['9999.5', 'CNY', '9,999.5元人民币'],
    ['123456780000.00', 'USD', '12,345,678万美元'],
  ])('capital %s %s is %s', (amount, currency, text) => expect(capitalText({ amount, currency })).toBe(text));

  it('moments are Shanghai’s', () => expect(chineseMoment('2026-11-22T16:10:00.000Z')).toBe('2026年11月23日 00:10'));
  it('numbers are grouped', () =>
    expect(['1234567.500', '0012', '-1000', 'x'].map(grouped)).toEqual(['1,234,567.5', '12', '-1,000', 'x']));
  it('our own texts are typeset as Chinese', () => {
    expect(typeset('行政处罚法(2021修订)第四十八条;条例,见(A,B)')).toBe(
      '行政处罚法（2021修订）第四十八条；条例，见（A,B）',
    );
    expect(typeset('f(a, b): c')).toBe('f(a, b): c');
  });

  it('windows are said in words', () => {
    const item = reads.catalogue.items.find(({ code }) => code === 'administrative-penalty');
    if (!item) throw new Error('no item');
    expect(windowWords(item)[0]).toMatchObject({
      heading: '2026年4月1日起发生的信息',
      sentences: [
        '轻微的，从“处罚决定日期”起最长公示3个月。',
        '一般的，从“处罚决定日期”起最长公示1年。',
        '严重的，从“处罚决定日期”起最长公示3年。',
        '限制仍在执行的，公示到“限制期限至”为止。',
      ],
      source: '国家发展改革委令第36号',
    });
  });

  it('spreadsheet formulas are neutralised', () => {
    expect(['=1+1', '+86', '-2', '@x', 'a,b', 'a"b', '平常'].map(csvCell)).toEqual([
      "'=1+1",
      "'+86",
      "'-2",
      "'@x",
      '"a,b"',
      '"a""b"',
      '平常',
    ]);
  });
});
