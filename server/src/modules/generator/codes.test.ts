import { isOrganisationCode } from '@xinheng/contracts/codes/organisation-code.ts';
import { readPersonId } from '@xinheng/contracts/codes/person-id.ts';
import { isRegistrationNumber } from '@xinheng/contracts/codes/registration-number.ts';
import { isUscc } from '@xinheng/contracts/codes/uscc.ts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { organisationCode, personNumber, RESERVED_BODY, registrationNumber, unifiedCode } from './codes.ts';
import { permutation } from './prng.ts';

const index = fc.integer({ min: 0, max: 8_000_000 });

test('every unified code is valid inside and out and lies in the reserved range', () => {
  fc.assert(
    fc.property(fc.integer(), index, fc.constantFrom('91', '92', '93', '12', 'N2'), (root, subject, prefix) => {
      const inside = organisationCode(root, subject);
      const code = unifiedCode(prefix, '370102', inside);
      return isUscc(code) && isOrganisationCode(inside) && code.slice(8, 10) === RESERVED_BODY;
    }),
  );
});

test('two subjects never share an organisation code', () => {
  fc.assert(
    fc.property(
      fc.integer(),
      index,
      index,
      (root, a, b) => a === b || organisationCode(root, a) !== organisationCode(root, b),
    ),
  );
});

test('registration numbers are valid, unique and at the top of their range', () => {
  fc.assert(
    fc.property(index, index, fc.boolean(), (a, b, individual) => {
      const number = registrationNumber('370102', individual, a);
      const other = registrationNumber('370102', individual, b);
      return isRegistrationNumber(number) && /^370102[39]/.test(number) && (a === b || number !== other);
    }),
  );
});

test('personal numbers are those of people born in 1901', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (pick) => {
      const number = personNumber('370102', pick);
      return number.slice(6, 10) === '1901' && readPersonId(number).ok;
    }),
  );
});

test('a permutation visits everybody once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3000 }), fc.string(), (size, seed) => {
      const order = permutation(size, seed);
      return new Set(Array.from({ length: size }, (_, at) => order(at))).size === size;
    }),
  );
  expect(permutation(1, 'x')(0)).toBe(0);
});
