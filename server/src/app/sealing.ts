/** What sealing is handed by the configuration, for the server and for commands. */
import { join } from 'node:path';
import { heldKey, type KeyPlace, readSealState, type Suite, sealAll, suiteNamed } from '../platform/audit/index.ts';
import type { Config } from '../platform/config/index.ts';
import { asXinhengError } from '../platform/errors/index.ts';
import { explain } from './explain.ts';
import type { Store } from './store.ts';

/** Where the signing keys lie. */
export function keyPlaceOf(config: Config): KeyPlace {
  return { folder: join(config.dataFolder, 'audit'), file: config.audit.keyFile };
}

/** Where the keys lie, for which city, and of which suite new ones are. */
export function sealingOf(config: Config): { keys: KeyPlace; city: string; suite: Suite } {
  return { keys: keyPlaceOf(config), city: config.city, suite: suiteNamed(config.audit.suite) as Suite };
}

/**
 * Seals what a command has written, where no server is there to do it: in the embedded store, and in an outside one when
 * this machine holds its key (a first key is made by the server only). A failure is said and left to the server.
 */
export async function sealBehind(config: Config, { db }: Store, remark: (line: string) => void): Promise<void> {
  try {
    const { log } = await readSealState(db.pool);
    if (config.databaseUrl !== undefined && (log === null || !(await heldKey(keyPlaceOf(config), log)))) return;
    await sealAll({ db, ...sealingOf(config) });
  } catch (error) {
    // The command itself has said that the database is gone.
    if (asXinhengError(error).code === 'database-unavailable') return;
    remark(`审计日志暂未封存：${explain(error)}`);
  }
}
