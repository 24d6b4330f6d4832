import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { initialsOf } from '../server/src/modules/registry/index.ts';
import { pick, type Random, randomFrom } from './harness/random.ts';
import type { NameSource } from './search-names.ts';

const kinds = [
  ...Array(35).fill('enterprise'),
  ...Array(5).fill('branch'),
  ...Array(58).fill('individual-business'),
  'cooperative',
  'cooperative',
] as string[];
const statuses = ['live', 'live', 'live', 'live', 'live', 'live', 'live', 'deregistered', 'deregistered', 'revoked'];
const regions = ['370102', '370103', '370104', '370105', '370112', '370113'];

/** Codes with the body XH belong to nobody. */
function codeOf(number: number): string {
  return `913701${String(number % 97).padStart(2, '0')}XH${String(number).padStart(8, '0')}`;
}

async function* rowsOf(names: readonly string[], random: Random): AsyncGenerator<string> {
  let lines: string[] = [];
  for (const [number, name] of names.entries()) {
    lines.push(
      [
        codeOf(number),
        pick(random, kinds),
        name,
        name,
        initialsOf(name),
        pick(random, statuses),
        pick(random, regions),
        1,
        number,
        'now',
      ].join('\t'),
    );
    if (lines.length < 2000) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

/** The names of `count` subjects of the seed; some stand twice, as in life. */
export function drawNames(source: NameSource, count: number, seed: string): string[] {
  const random = randomFrom(`names ${seed}`);
  return Array.from({ length: count }, () => source.next(random));
}

export type Filled = { gin: string; trgm: string };

/**
 * Fills registry.subject and builds its indexes afterwards, with a pg_trgm index on the names besides for the side that
 * uses it. Returns the sizes of the two name indexes.
 */
export async function fillSubjects(url: string, names: readonly string[], seed: string): Promise<Filled> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string; definition: string }>(
      `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition
         from pg_index where indrelid = 'registry.subject'::regclass and not indisprimary`,
    );
    for (const { name } of rows) await client.query(`drop index ${name}`);
    const columns = 'subject_code, kind, name, name_folded, initials, status, region, batch_id, row_number, updated_at';
    const target = client.query(copyFrom(`copy registry.subject (${columns}) from stdin`));
    await pipeline(Readable.from(rowsOf(names, randomFrom(`rows ${seed}`))), target);
    await client.query(`set maintenance_work_mem = '512MB'`);
    for (const { definition } of rows) await client.query(definition);
    await client.query('create extension if not exists pg_trgm');
    await client.query('create index subject_trigrams on registry.subject using gin (name_folded gin_trgm_ops)');
    // Away with the pending lists: both indexes as good as they can be.
    await client.query('vacuum (analyze) registry.subject');
    const sizes = await client.query<Filled>(
      `select pg_size_pretty(pg_relation_size('registry.subject_bigrams')) as gin,
              pg_size_pretty(pg_relation_size('registry.subject_trigrams')) as trgm`,
    );
    return sizes.rows[0] as Filled;
  } finally {
    await client.end();
  }
}
