import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isOrganisationCode, organisationCodeFrom } from './organisation-code.ts';
import {
  isPlainPersonId,
  looksLikeOldPersonId,
  looksLikePersonId,
  maskPersonId,
  personIdCheckCharacter,
  readPersonId,
} from './person-id.ts';
import { isRegistrationNumber, registrationNumberCheckDigit, registrationNumberFrom } from './registration-number.ts';

const digit = fc.constantFrom(...'0123456789');
const digits = (length: number) => fc.string({ unit: digit, minLength: length, maxLength: length });

describe('15-digit registration number', () => {
  it.each(
    `440301103097413 100000000003965 330100400013364 440301103448669 110108012660422 110000410144104
     370100100000012 370100400000014 370100600000016`
      .split(/\s+/)
      .filter(Boolean),
  )('%s is valid', (number) => expect(isRegistrationNumber(number)).toBe(true));

  it.each([
    ['110000002734306', '7'],
    ['110108600001236', '8'],
  ])('%s should end in %s', (number, check) => {
    expect(isRegistrationNumber(number)).toBe(false);
    expect(registrationNumberCheckDigit(number)).toBe(check);
  });

  it('finds every single substitution', () => {
    fc.assert(
      fc.property(digits(14), fc.nat(14), digit, (head, at, other) => {
        const number = registrationNumberFrom(head);
        expect(isRegistrationNumber(number)).toBe(true);
        if (number.charAt(at) !== other) {
          expect(isRegistrationNumber(number.slice(0, at) + other + number.slice(at + 1))).toBe(false);
        }
      }),
    );
    expect(() => registrationNumberFrom('12')).toThrow(RangeError);
  });
});

describe('organisation code', () => {
  it('holds for the example of the standard', () => {
    expect(organisationCodeFrom('D2143569')).toBe('D2143569X');
    expect(isOrganisationCode('D2143569X')).toBe(true);
    expect(isOrganisationCode('D21435691')).toBe(false);
    expect(isOrganisationCode('D2143569-X')).toBe(false);
  });

  it('completes every body', () => {
    const body = fc.string({
      unit: fc.constantFrom(...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'),
      minLength: 8,
      maxLength: 8,
    });
    fc.assert(fc.property(body, (text) => isOrganisationCode(organisationCodeFrom(text))));
    expect(() => organisationCodeFrom('abc')).toThrow(RangeError);
  });
});

describe('person number', () => {
  it.each(['11010519491231002X', '370102190101010032', '810000190101010015', '830000190101010019'])(
    '%s is valid',
    (id) => {
      expect(readPersonId(id, '2026-11-23')).toEqual(expect.objectContaining({ ok: true, warnings: [] }));
      expect(looksLikePersonId(id)).toBe(true);
    },
  );

  it('warns of a birth date before 1900', () => {
    expect(readPersonId('440524188001010014', '2026-11-23')).toEqual({
      ok: true,
      birthDate: '1880-01-01',
      warnings: ['出生日期早于 1900 年'],
    });
  });

  it('refuses dates that do not exist or are to come, and wrong check characters', () => {
    const id = (head: string) => head + personIdCheckCharacter(head);
    expect(readPersonId(id('37010219010229003'))).toMatchObject({
      ok: false,
      message: expect.stringContaining('不是存在的日期'),
    });
    expect(readPersonId(id('37010220991231003'), '2026-11-23')).toMatchObject({
      ok: false,
      message: expect.stringContaining('晚于今天'),
    });
    expect(readPersonId('370102190101010033')).toMatchObject({ ok: false, message: '身份证号码校验位应为 2' });
    expect(looksLikeOldPersonId('370102010101003')).toBe(true);
  });

  it('the quick look never says yes to what is refused', () => {
    const number = fc.tuple(
      fc.constantFrom('1899', '1900', '1949', '2025', '2026', '2030'),
      digits(4),
      digits(3),
      fc.constantFrom(...'0123456789X'),
    );
    fc.assert(
      fc.property(number, ([year, day, sequence, check]) => {
        const text = `370102${year}${day}${sequence}`;
        for (const id of [text + check, text + personIdCheckCharacter(text)]) {
          if (isPlainPersonId(id, '2026-11-23') && !readPersonId(id, '2026-11-23').ok) return false;
        }
        return true;
      }),
    );
    expect(isPlainPersonId('370102190101010032', '2026-11-23')).toBe(true);
  });

  it('masks', () => expect(maskPersonId('370102190101010032')).toBe('370102********0032'));
});
