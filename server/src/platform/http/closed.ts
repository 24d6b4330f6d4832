import type { TSchema } from 'typebox';

type Node = { [keyword: string]: unknown };

/** Keywords that hold one schema, a list of them, or several by name. */
const holders = ['properties', 'items', 'anyOf', 'oneOf', 'patternProperties', 'additionalProperties'] as const;

/**
 * The schema of a body with every object in it closed: a field that nobody declared is an error, at every depth. What a
 * handler spreads into a row is then what the route declares, and a field like `account` cannot be smuggled in
 * (OWASP ASVS 5.0 V15.3.3). An object that says of itself what else it takes keeps its word.
 */
export function closed<T extends TSchema>(schema: T): T {
  return close(schema) as T;
}

function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== 'object' || schema === null) return schema;
  const node: Node = { ...schema };
  if (node.allOf !== undefined)
    throw new TypeError('a body of several schemas at once cannot be closed; write one object');
  for (const holder of holders) {
    const held = node[holder];
    if (typeof held !== 'object' || held === null) continue;
    const named = holder === 'properties' || holder === 'patternProperties';
    node[holder] = named
      ? Object.fromEntries(Object.entries(held).map(([name, inner]) => [name, close(inner)]))
      : close(held);
  }
  const open = node.additionalProperties === undefined && node.patternProperties === undefined;
  if (node.type === 'object' && node.properties !== undefined && open) node.additionalProperties = false;
  return node;
}
