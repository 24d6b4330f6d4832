import { foldName as foldAnyName } from '@xinheng/contracts/fold-name.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCapital } from './capital.ts';
import { compileChoices } from './choice.ts';
import { readDate } from './date.ts';
import { isMissing, trimEnds } from './empty.ts';
import { foldName } from './name.ts';
import { readNumber, shiftDecimal } from './number.ts';
import {
  characterCount,
  cleanText,
  hasBroken,
  hasControls,
  hasLineBreak,
  hasLongNumber,
  hasNul,
  holdsPersonId,
  scanText,
} from './text.ts';

const noise = fc.oneof(fc.string({ unit: 'binary', maxLength: 30 }), fc.string({ unit: 'grapheme', maxLength: 30 }));

describe('dates', () => {
  it.each([
    ['2019-09-05', '2019-09-05'],
    ['2019/09/05', '2019-09-05'],
    ['2019-9-5', '2019-09-05'],
    ['2019/9/5', '2019-09-05'],
    ['2019.9.5', '2019-09-05'],
    ['20190905', '2019-09-05'],
    ['2019年9月5日', '2019-09-05'],
    ['2019年09月05日', '2019-09-05'],
    ['2019 年 9 月 5 日', '2019-09-05'],
    ['2019/09/05 10:11:12', '2019-09-05'],
    ['2019-09-05 10:11:12.0', '2019-09-05'],
    ['2019-9-5 0:00', '2019-09-05'],
    ['43713', '2019-09-05'],
    ['43713.5', '2019-09-05'],
    ['2019-09-05T10:11:12', '2019-09-05'],
    ['2019-09-05T10:11:12+08:00', '2019-09-05'],
    ['2019-09-04T16:00:00Z', '2019-09-05'],
    ['2019-09-04T16:00:00.000Z', '2019-09-05'],
    ['20190905101112', '2019-09-05'],
    ['1567612800000', '2019-09-05'],
    ['Thu Sep 05 00:00:00 CST 2019', '2019-09-05'],
    ['２０１９－０９－０５', '2019-09-05'],
    ['２０１９年９月５日', '2019-09-05'],
    ['二〇一九年九月五日', '2019-09-05'],
    ['二○一九年十二月三十一日', '2019-12-31'],
    ['二〇二〇年十月二十日', '2020-10-20'],
    ['2024-02-29', '2024-02-29'],
  ])('%s → %s', (raw, value) => expect(readDate(raw)).toMatchObject({ ok: true, value }));

  it.each(['长期', '无固定期限', '永久', '2099-12-31', '2099/12/31', '9999-12-31', '20991231'])(
    '%s has no end',
    (raw) => expect(readDate(raw)).toMatchObject({ ok: true, value: null }),
  );

  it.each([
    ['31.02', '不是日期'],
    ['2019-02-31', '不存在'],
    ['2023-02-29', '不存在'],
    ['0000-00-00', '空日期'],
    ['1899-12-31', '空日期'],
    ['1899/12/30', '空日期'],
    ['1900-01-01', '空日期'],
    ['2019-13-01', '不存在'],
    ['19-9-5', '两位'],
    ['05/09/2019', '分不清'],
    ['2019-09', '缺少日'],
    ['2019', '只有年份'],
    ['2019-9/5', '不是日期'],
    ['2019年9-5', '不是日期'],
    ['abc', '不是日期'],
    ['1', '不是日期'],
  ])('%s is refused: %s', (raw, part) =>
    expect(readDate(raw)).toMatchObject({ ok: false, message: expect.stringContaining(part) }),
  );

  it('every day in every shape comes back as itself', () => {
    const day = fc.date({ min: new Date('1900-01-02'), max: new Date('2098-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(day, (moment) => {
        const iso = moment.toISOString().slice(0, 10);
        const [y, m, d] = iso.split('-').map(Number) as [number, number, number];
        const serial = Math.round((Date.UTC(y, m - 1, d) - Date.UTC(1899, 11, 30)) / 86_400_000);
        const shapes = [
          iso,
          iso.replaceAll('-', '/'),
          iso.replaceAll('-', ''),
          `${y}-${m}-${d}`,
          `${y}.${m}.${d}`,
          `${y}年${m}月${d}日`,
          `${iso}T00:00:00+08:00`,
        ];
        if (serial >= 10_000) shapes.push(String(serial));
        for (const shape of shapes) expect(readDate(shape)).toMatchObject({ ok: true, value: iso });
      }),
    );
  });

  it('is total and idempotent', () => {
    const near = fc.string({ unit: fc.constantFrom(...'0123456789-/.年月日 T:Z二〇十一'), maxLength: 20 });
    fc.assert(
      fc.property(fc.oneof(noise, near), (raw) => {
        const reading = readDate(raw);
        if (reading.ok && reading.value !== null)
          expect(readDate(reading.value)).toMatchObject({ ok: true, value: reading.value });
      }),
    );
  });
});

describe('registered capital', () => {
  it.each([
    ['26万元', '260000', 'CNY'],
    ['500(万元人民币)', '5000000', 'CNY'],
    ['500（万元人民币）', '5000000', 'CNY'],
    ['50万', '500000', 'CNY'],
    ['350(万)', '3500000', 'CNY'],
    ['51,800(万元人民币)', '518000000', 'CNY'],
    ['10,551.1000(万)', '105511000', 'CNY'],
    ['2,333,833.5563(万元人民币)', '23338335563', 'CNY'],
    ['70000万人民币', '700000000', 'CNY'],
    ['83万人民币元', '830000', 'CNY'],
    ['58.9万元人民币', '589000', 'CNY'],
    ['320(万美元)', '3200000', 'USD'],
    ['1,893.0100(万美元)', '18930100', 'USD'],
    ['235.5000(万港元)', '2355000', 'HKD'],
    ['3,000(万港币)', '30000000', 'HKD'],
    ['160(万新加坡元)', '1600000', 'SGD'],
    ['394,900(万日元)', '3949000000', 'JPY'],
    ['3800万欧元', '38000000', 'EUR'],
    ['人民币50万元', '500000', 'CNY'],
    ['50万元整', '500000', 'CNY'],
    ['2000000元', '2000000', 'CNY'],
    ['1.2亿元', '120000000', 'CNY'],
    ['260000 CNY', '260000', 'CNY'],
    ['0万人民币', '0', 'CNY'],
    ['１００万元', '1000000', 'CNY'],
    ['100', '1000000', 'CNY'],
  ])('%s → %s %s', (raw, amount, currency) =>
    expect(readCapital(raw)).toMatchObject({ ok: true, value: { amount, currency } }),
  );

  it.each(['（万元）', '万人民币', '万元'])('%s states nothing', (raw) =>
    expect(readCapital(raw)).toEqual({ ok: true, value: null }),
  );

  it.each(['9,9(万美元)', '1,00万元', '12,34,567万元', '100000000'])('%s is ambiguous', (raw) =>
    expect(readCapital(raw)).toMatchObject({ ok: false, ambiguous: true }),
  );

  it.each(['有限责任公司', '-5万元', '100万只', 'abc'])('%s is refused', (raw) =>
    expect(readCapital(raw)).toMatchObject({ ok: false }),
  );

  it('says when the unit was assumed', () =>
    expect(readCapital('100')).toMatchObject({ assumedUnit: true, standard: false }));

  it('is total and idempotent', () => {
    const near = fc.tuple(
      fc.string({ unit: fc.constantFrom(...'0123456789,.'), maxLength: 12 }),
      fc.constantFrom('', '万', '万元', '(万美元)', '元', 'CNY', '亿元人民币'),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          noise,
          near.map((parts) => parts.join('')),
        ),
        (raw) => {
          const reading = readCapital(raw);
          if (!reading.ok || reading.value === null) return;
          const { amount, currency } = reading.value;
          expect(readCapital(`${amount} ${currency}`)).toMatchObject({ ok: true, value: reading.value });
        },
      ),
    );
  });
});

describe('numbers', () => {
  it.each([
    ['0.2', '', '0.2', true],
    ['0.2000', '', '0.2', true],
    ['2000', '', '2000', true],
    ['007', '', '7', false],
    ['1,234.50', '', '1234.5', false],
    ['２０００', '', '2000', false],
    ['-5', '', '-5', true],
    ['2000元', '万元', '0.2', false],
    ['0.2万元', '万元', '0.2', false],
    ['3万元', '元', '30000', false],
    ['￥500', '元', '500', false],
    ['12 人', '人', '12', false],
    ['-0', '', '0', false],
  ])('%s in %s → %s', (raw, unit, value, standard) =>
    expect(readNumber(raw, unit)).toEqual({ ok: true, value, standard }),
  );

  it.each(['1e999', '9.137E+17', 'NaN', 'Infinity', '九', '--5', '1,23', '0x10', '5头'])('%s is refused', (raw) =>
    expect(readNumber(raw, '元')).toMatchObject({ ok: false }),
  );

  it('integers', () => {
    expect(readNumber('2018年', '', true)).toMatchObject({ ok: true, value: '2018' });
    expect(readNumber('2018.0', '', true)).toMatchObject({ ok: true, value: '2018', standard: false });
    expect(readNumber('3.5', '', true)).toMatchObject({ ok: false, message: '应为整数' });
  });

  it('shifts decimals exactly and back', () => {
    const number = fc.tuple(fc.bigInt({ min: -(10n ** 15n), max: 10n ** 15n }), fc.nat(999_999));
    fc.assert(
      fc.property(number, fc.nat(8), ([integer, fraction], power) => {
        const reading = readNumber(`${integer}.${fraction}`);
        if (!reading.ok) throw new Error(reading.message);
        expect(shiftDecimal(shiftDecimal(reading.value, power), -power)).toBe(reading.value);
      }),
    );
  });

  it('is total and idempotent', () => {
    fc.assert(
      fc.property(fc.oneof(noise, fc.double().map(String)), (raw) => {
        const reading = readNumber(raw, '万元');
        if (reading.ok)
          expect(readNumber(reading.value, '万元')).toMatchObject({ ok: true, value: reading.value, standard: true });
      }),
    );
  });
});

describe('choices', () => {
  const list = compileChoices({
    name: 'penalty-kind',
    source: 'test',
    values: [
      { code: 'warning', label: '警告', aliases: ['01'] },
      { code: 'fine', label: '罚款', aliases: ['02', '处罚款'] },
      { code: 'confiscate-income', label: '没收违法所得', aliases: ['没收违法所得、没收非法财物'] },
      { code: 'confiscate-property', label: '没收非法财物' },
      { code: 'suspend', label: '暂扣（或吊销）', aliases: [] },
      { code: 'other', label: '其他', aliases: ['其它'] },
    ],
  });

  it('knows labels, codes, aliases and foldings', () => {
    expect(list.one('罚款')).toEqual({ code: 'fine', label: '罚款', standard: true });
    expect(list.one('fine')).toMatchObject({ code: 'fine', standard: true });
    expect(list.one('02')).toMatchObject({ code: 'fine', standard: true });
    expect(list.one('处罚款')).toMatchObject({ code: 'fine', standard: false });
    expect(list.one('罚 款。')).toMatchObject({ code: 'fine', standard: false });
    expect(list.one('暂扣〔或吊销〕')).toMatchObject({ code: 'suspend' });
    expect(list.one('【罚款】')).toMatchObject({ code: 'fine' });
    expect(list.one('其他-责令召回')).toMatchObject({ code: 'other', standard: false });
    expect(list.one('罚')).toBeNull();
  });

  it('splits several values at any separator, in the order of the list', () => {
    for (const text of ['罚款;警告', '警告；罚款', '罚款、警告', '罚款，警告', '罚款;警告;罚款']) {
      expect(list.several(text)).toMatchObject({ codes: ['warning', 'fine'] });
    }
    expect(list.several('没收违法所得、没收非法财物')).toMatchObject({ codes: ['confiscate-income'] });
    expect(list.several('罚款;没收违法所得、没收非法财物')).toMatchObject({ codes: ['fine', 'confiscate-income'] });
    expect(list.several('罚款;跪下')).toEqual({ unknown: '跪下' });
    expect(list.several(';;')).toEqual({ unknown: ';;' });
  });
});

describe('names', () => {
  it('folds quickly to the same as slowly', () => {
    const near = fc.string({ unit: fc.constantFrom(...'济南市ab9Z（）()〔〕【】[]［］ 　·。ａ①鿿一'), maxLength: 20 });
    fc.assert(fc.property(near, (text) => foldName(text) === foldAnyName(text)));
    for (let unit = 1; unit < 0xffff; unit++) {
      const text = `甲${String.fromCharCode(unit)}乙`;
      if (foldName(text) !== foldAnyName(text)) throw new Error(`U+${unit.toString(16)} folds differently`);
    }
  });
});

describe('text', () => {
  it('flags what cannot be kept, and cleans it', () => {
    expect(scanText('济南市历下区某某商店\t分店')).toBe(0);
    expect(scanText('第一行\n第二行')).toBe(hasLineBreak);
    expect(scanText('a\u0000b') & hasNul).toBe(hasNul);
    expect(scanText('a\u200bb\u202e') & hasControls).toBe(hasControls);
    expect(scanText('坏\ufffd') & hasBroken).toBe(hasBroken);
    expect(scanText('\ud842') & hasBroken).toBe(hasBroken);
    expect(scanText('𠮷野家')).toBe(0);
    expect(scanText('证号370102190101010032。') & hasLongNumber).toBe(hasLongNumber);
    expect(holdsPersonId('证号370102190101010032。')).toBe(true);
    expect(holdsPersonId('银行账号3701021901010100321')).toBe(false);
    expect(cleanText('a\u200bb\r\nc\u0007')).toBe('ab\nc');
    expect(characterCount('𠮷野家')).toBe(3);
  });

  it('cleaning is idempotent and leaves nothing to flag', () => {
    fc.assert(
      fc.property(noise, (text) => {
        const clean = cleanText(text);
        expect(cleanText(clean)).toBe(clean);
        expect(scanText(clean) & (hasControls | hasNul)).toBe(0);
        expect(trimEnds(trimEnds(text))).toBe(trimEnds(text));
        expect(foldName(text)).toBe(foldAnyName(text));
        expect(foldName(foldName(text))).toBe(foldName(text));
      }),
    );
    expect(isMissing('N/A') && isMissing('') && isMissing('-') && !isMissing('无')).toBe(true);
  });
});
