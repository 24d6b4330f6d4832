import type { Queryable } from '../../db/index.ts';
import { heldKey, type KeyPlace, lastSealed } from '../seal/key-files.ts';
import { readSealState } from '../seal/store.ts';
import type { VerifyOptions } from './run.ts';

/** What this machine itself knows of the log: the key it signs with and the block it sealed last. */
export async function ownMemory(
  db: { pool: Queryable },
  place: KeyPlace,
): Promise<{ keys: string[]; memory: VerifyOptions['memory'] }> {
  const { log } = await readSealState(db.pool);
  if (log === null) return { keys: [], memory: undefined };
  const key = await heldKey(place, log);
  const last = await lastSealed(place, log);
  return { keys: key ? [key.text] : [], memory: last && !last.accepted ? last : undefined };
}
