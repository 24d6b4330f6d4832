import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isUscc, usccAlphabet, usccCheckCharacter, usccFault, usccFrom, usccWarnings } from './uscc.ts';

const valid =
  `91350100M000100Y43 914403001922038216 9144030071526726XG 91330100799655058B 91110000802100433B 91110108551385082Q
  91100000100003962T 91230500MA1B3N1N2M 11230500001755309F 11420000MB15291767 12440300MB2C92173E 91320105780688132K
  11500000MB17643950 114418020073034851 91440101717852200L 11100000000013039Y 913101018323231440
  91370100MA3XTE5T8Q 31370100MD0XTE7764 92370100MA3XTE5002 81370100MC0XTE887N 93370100MA3XTE113J N2370100MF0XTE992J
  11370100MB0XTE5T6A N3370100MF0XTE909U 12370100MB0XTE525B Y1370100MG0XTE128D 13370100MB0XTE330E A1370100MH0XTE13X6
  51370100MJD0XTE44E 71370100MK0XTE149G 52370100MJD0XTE526 53370100MJD0XTE60X
  91310115MA00003300 91310115MA000039X0 91310115MA0000285Y`
    .split(/\s+/)
    .filter(Boolean);

const character = fc.constantFrom(...usccAlphabet);
const first17 = fc
  .tuple(
    fc.array(character, { minLength: 2, maxLength: 2 }),
    fc.array(fc.constantFrom(...'0123456789'), { minLength: 6, maxLength: 6 }),
    fc.array(character, { minLength: 9, maxLength: 9 }),
  )
  .map((parts) => parts.flat().join(''));

describe('unified social credit code', () => {
  it.each(valid)('%s is valid', (code) => {
    expect(isUscc(code)).toBe(true);
    expect(usccFault(code)).toBeNull();
    expect(usccFrom(code.slice(0, 17))).toBe(code);
  });

  it.each([
    ['91350100M000100Y4Z', '校验位应为 3'],
    ['12440300MB2C92173A', '校验位应为 E'],
    ['91310115MA1G4L1WXK', '校验位应为 7'],
    ['00000000000000000X', '校验位应为 0'],
    ['911000007109250324', '校验位应为 0'],
    ['91350100M000100Y4', '应为 18 位,现为 17 位'],
    ['9135O100M000100Y43', '第 5 位“O”应为数字'],
    ['91350100MI00100Y43', '第 10 位“I”不是'],
  ])('%s is refused and told what would be right', (code, part) => {
    expect(isUscc(code)).toBe(false);
    expect(usccFault(code)).toContain(part);
  });

  it('says whether the inner organisation code fails too', () => {
    expect(usccFault('91310115MA1G4L1WXK')).toContain('组织机构代码校验也不符');
    expect(usccFault('12440300MB2C92173A')).not.toContain('组织机构代码');
  });

  it('only warns of unknown prefixes and inner failures', () => {
    expect(usccWarnings('91350100M000100Y43')).toEqual([]);
    const odd = usccFrom('87370100MA3XTE5T9');
    expect(isUscc(odd)).toBe(true);
    expect(usccWarnings(odd)).toHaveLength(2);
  });

  it('every completed code is valid, and every single substitution is found', () => {
    fc.assert(
      fc.property(first17, fc.nat(17), character, (head, at, other) => {
        const code = usccFrom(head);
        expect(isUscc(code)).toBe(true);
        if (code.charAt(at) !== other) expect(isUscc(code.slice(0, at) + other + code.slice(at + 1))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('every transposition of two neighbours is found', () => {
    fc.assert(
      fc.property(first17, fc.nat(16), (head, at) => {
        const code = usccFrom(head);
        const a = code.charAt(at);
        const b = code.charAt(at + 1);
        if (a !== b) expect(isUscc(code.slice(0, at) + b + a + code.slice(at + 2))).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  it('never throws on any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        expect(isUscc(text)).toBe(usccFault(text) === null);
        usccCheckCharacter(text);
      }),
    );
    expect(() => usccFrom('short')).toThrow(RangeError);
  });

  const files = ['jinan', 'nanchang', 'baoshan'].map(
    (city) => new URL(`../../../../shared/data/real/${city}.csv`, import.meta.url),
  );
  const present = files.every((file) => existsSync(file));
  if (!present) console.info('uscc.test: 真实登记数据不在 ../shared/data/real,跳过有效率统计');
  it.skipIf(!present)('nearly every code of the real registers is valid', () => {
    for (const file of files) {
      const codes = readFileSync(file, 'utf8').match(/(?<=[,\n])[0-9A-Z]{2}\d{6}[0-9A-Z]{10}(?=,)/gi) ?? [];
      const good = codes.filter((code) => isUscc(code.toUpperCase())).length;
      console.info(`${file.pathname.split('/').pop()}: ${good} / ${codes.length} 个统一社会信用代码有效`);
      expect(codes.length).toBeGreaterThan(3000);
      expect(good / codes.length).toBeGreaterThan(0.99);
    }
  });
});
