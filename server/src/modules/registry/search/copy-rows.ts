import type { PoolClient } from 'pg';
import { to as copyTo } from 'pg-copy-streams';

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };

function fieldValue(field: string): string | null {
  if (field === '\\N') return null;
  if (!field.includes('\\')) return field;
  return field.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter);
}

/**
 * Streams the rows of `select` (trusted SQL, no parameters) by COPY and calls `visit` with the values of each. About
 * five times as fast as row objects, and flat in memory. Texts may share memory with a chunk: copy what is kept.
 */
export async function eachCopiedRow(
  client: PoolClient,
  select: string,
  visit: (values: (string | null)[]) => void,
): Promise<void> {
  const stream = client.query(copyTo(`copy (${select}) to stdout`));
  stream.setEncoding('utf8');
  let rest = '';
  for await (const chunk of stream as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() as string;
    for (const line of lines) visit(line.split('\t').map(fieldValue));
  }
}
