import { Type } from 'typebox';
import { expect, it } from 'vitest';
import { closed } from './closed.ts';
import { compilePart } from './validation.ts';

const takes = (schema: Parameters<typeof closed>[0], body: unknown) =>
  compilePart(closed(schema), 'body')(body) === true;

it('closes objects at every depth, and leaves alone what says for itself what it takes', () => {
  const inner = Type.Object({ name: Type.String() });
  const schema = Type.Object({
    one: inner,
    many: Type.Array(inner),
    either: Type.Optional(Type.Union([inner, Type.Null()])),
  });
  const good = { one: { name: 'a' }, many: [{ name: 'b' }] };
  expect(takes(schema, good)).toBe(true);
  expect(takes(schema, { ...good, more: 1 })).toBe(false);
  expect(takes(schema, { ...good, one: { name: 'a', more: 1 } })).toBe(false);
  expect(takes(schema, { ...good, many: [{ name: 'b', more: 1 }] })).toBe(false);
  expect(takes(schema, { ...good, either: { name: 'c', more: 1 } })).toBe(false);
  expect(takes(schema, { ...good, either: null })).toBe(true);
  expect(takes(Type.Object({ values: Type.Record(Type.String(), Type.String()) }), { values: { any: 'x' } })).toBe(
    true,
  );
  expect(takes(Type.Object({ a: Type.String() }, { additionalProperties: true }), { a: 'x', b: 1 })).toBe(true);
});

it('refuses to guess about several schemas at once', () => {
  expect(() => closed(Type.Intersect([Type.Object({ a: Type.String() }), Type.Object({ b: Type.String() })]))).toThrow(
    TypeError,
  );
});
