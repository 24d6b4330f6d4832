/**
 * Use case: take in many files in order. While PostgreSQL merges one file on one core, the next is read and checked on
 * the other. A first load into an empty store builds its indexes afterwards.
 */
import type { City } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { itemByCode } from '../catalogue/index.ts';
import { type ImportRequest, type ImportResult, mergeStagedBatch, type StagedBatch, stageFile } from './import.ts';

export interface LoadEntry {
  path: string;
  name: string;
  item: string;
  department?: string;
}

export interface LoadResult {
  batches: ImportResult[];
  /** The indexes were built after the load. */
  indexesDeferred: boolean;
}

export interface LoadRequest extends Pick<ImportRequest, 'city' | 'channel' | 'actor' | 'chunkBytes'> {
  entries: LoadEntry[];
  onStaged?: (entry: LoadEntry, staged: StagedBatch) => void;
  onMerged?: (entry: LoadEntry, result: ImportResult) => void;
  onProgress?: ImportRequest['onProgress'];
}

/** Imports the files in their order. Killed, it is simply called again: finished files change nothing. */
export async function loadFiles(db: Db, request: LoadRequest): Promise<LoadResult> {
  const deferral = await IndexDeferral.begin(db);
  const batches: ImportResult[] = [];
  let merging: Promise<void> = Promise.resolve();
  try {
    for (const entry of request.entries) {
      const staged = await stageFile(db, { ...request, ...entry });
      request.onStaged?.(entry, staged);
      // Merges keep the order of the files; only reading runs ahead, by one file.
      await merging;
      merging = (async () => {
        await deferral.prepare(request.city, staged);
        const result = await mergeStagedBatch(db, request.city, staged);
        batches.push(result);
        request.onMerged?.(entry, result);
      })();
      merging.catch(() => {});
    }
    await merging;
  } finally {
    await merging.catch(() => {});
    await deferral.finish();
  }
  return { batches, indexesDeferred: deferral.used };
}

/** Drops the indexes of an empty store for a load, and sees to it that they are back before they are needed. */
class IndexDeferral {
  readonly #db: Db;
  #registry = false;
  #records = false;
  used = false;

  private constructor(db: Db) {
    this.#db = db;
  }

  static async begin(db: Db): Promise<IndexDeferral> {
    const deferral = new IndexDeferral(db);
    const { rows } = await db.pool.query<{ empty: boolean }>(
      'select not exists (select 1 from registry.subject) and not exists (select 1 from records.record) as empty',
    );
    if (rows[0]?.empty) {
      await db.pool.query('select registry.defer_indexes()');
      await db.pool.query('select records.defer_indexes()');
      deferral.#registry = deferral.#records = deferral.used = true;
    } else await restoreIndexes(db);
    return deferral;
  }

  /** Other items look their subjects up; a second file of a department for an item is compared with the first. */
  async prepare(city: City, staged: StagedBatch): Promise<void> {
    if (this.#registry && itemByCode(city.catalogue, staged.item.code).subject.role !== 'registers') {
      await this.#db.pool.query('select registry.restore_indexes()');
      this.#registry = false;
    }
    if (!this.#records) return;
    const held = await this.#db.pool.query('select 1 from records.holding where item = $1 and department = $2', [
      staged.item.code,
      staged.department,
    ]);
    if (held.rowCount) {
      await this.#db.pool.query('select records.restore_indexes()');
      this.#records = false;
    }
  }

  async finish(): Promise<void> {
    if (this.used) await restoreIndexes(this.#db);
  }
}

/** Builds whatever index a killed first load left out. Called at every start; does nothing when all are there. */
export async function restoreIndexes(db: Db): Promise<void> {
  const { rows } = await db.pool.query<{ registry: boolean; records: boolean }>(
    'select registry.indexes_deferred() as registry, records.indexes_deferred() as records',
  );
  if (rows[0]?.registry) await db.pool.query('select registry.restore_indexes()');
  if (rows[0]?.records) await db.pool.query('select records.restore_indexes()');
}
