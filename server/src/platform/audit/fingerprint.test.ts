import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson, fingerprint } from './fingerprint.ts';

test('the canonical form does not depend on the order of keys, and tells different values apart', () => {
  expect(canonicalJson({ b: [1, { d: null, c: '信' }], a: undefined, A: 1e21 })).toBe(
    '{"A":1e+21,"b":[1,{"c":"信","d":null}]}',
  );
  expect(canonicalJson({ 9: 1, 10: 1 })).toBe('{"10":1,"9":1}');
  expect(fingerprint({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).reverse());
      expect(fingerprint(turned)).toBe(fingerprint(value));
      expect(fingerprint({ ...value, added: 1 }) === fingerprint(value)).toBe(value.added === 1);
    }),
  );
});

test('what JSON cannot hold has no fingerprint', () => {
  expect(() => fingerprint(undefined)).toThrow(TypeError);
  expect(() => fingerprint(() => 1)).toThrow(TypeError);
});
