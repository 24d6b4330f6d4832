/** Use case: a file that may be a ZIP file with several tables in it, each of which is a batch with its own receipt. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Db, type Tx, transact } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { itemByCode } from '../catalogue/index.ts';
import { departmentOfStore } from '../organisation/index.ts';
import { insertBatch } from './batch.ts';
import { refuseBatch } from './batches.ts';
import { auditRefusal, type ImportRequest } from './import.ts';
import { type Member, Package } from './reader/package.ts';

/** What became of one table of a package. */
export type Taken<Result> =
  | { name: string; batch: number; result: Result }
  | { name: string; batch: number; refusal: string };

type Take<Result> = (db: Db, request: ImportRequest) => Promise<Result>;

/**
 * Takes each table of a package on its own; null when the file is no package and is to be taken as it is. A table that
 * cannot be read leaves a refused batch behind; the others are taken all the same. Killed, it is simply called again:
 * the tables that were taken change nothing.
 * @throws XinhengError batch-refused when the package itself is damaged, encrypted, hostile or a bomb
 */
export async function takePackage<Result extends { batch: number }>(
  db: Db,
  request: ImportRequest,
  take: Take<Result>,
  onTaken?: (taken: Taken<Result>) => void,
): Promise<Taken<Result>[] | null> {
  const pack = await Package.open(request.path, request.name);
  if (pack === null) return null;
  const all: Taken<Result>[] = [];
  try {
    for await (const member of pack.unpack()) {
      const taken = await takeMember(db, { ...request, name: member.name }, member, take);
      all.push(taken);
      onTaken?.(taken);
    }
    return all;
  } finally {
    pack.close();
  }
}

async function takeMember<Result extends { batch: number }>(
  db: Db,
  request: ImportRequest,
  member: Member | { name: string; refusal: XinhengError },
  take: Take<Result>,
): Promise<Taken<Result>> {
  const { name } = member;
  if ('refusal' in member) return { name, ...(await keepRefusal(db, request, member.refusal)) };
  try {
    const result = await take(db, { ...request, path: member.path });
    return { name, batch: result.batch, result };
  } catch (error) {
    if (!(error instanceof XinhengError) || error.code !== 'batch-refused') throw error;
    return { name, ...(await keepRefusal(db, request, error, member.path)) };
  } finally {
    await rm(member.path, { force: true });
  }
}

/** A refused batch for a table that could not be read, unless the reading has left one behind itself. */
async function keepRefusal(db: Db, request: ImportRequest, error: XinhengError, path?: string) {
  await auditRefusal(db, request, error);
  const refusal = error.message;
  const { batch } = error.details as { batch?: number };
  if (batch !== undefined) return { batch, refusal };
  const source = await sourceOf(request.name, path);
  const asked = request.department ?? itemByCode(request.city.catalogue, request.item).provider;
  const department = (await departmentOfStore(db.pool, request.city, asked)).code;
  return transact(db, async ({ client }) => {
    const number = await insertBatch(client, waitingBatch({ ...request, department }, source));
    await refuseBatch(client, number, refusal);
    return { batch: number, refusal };
  });
}

interface WaitingSource {
  name: string;
  sha256: string;
  bytes: number;
  format: 'unread';
}

async function sourceOf(name: string, path: string | undefined): Promise<WaitingSource> {
  const hash = createHash('sha256');
  if (path === undefined) return { name, sha256: hash.update(name).digest('hex'), bytes: 0, format: 'unread' };
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return { name, sha256: hash.digest('hex'), bytes: (await stat(path)).size, format: 'unread' };
}

function waitingBatch(request: ImportRequest, source: WaitingSource) {
  const { city, channel, actor, doer: submittedBy, sheet, trial, upload } = request;
  const item = itemByCode(city.catalogue, request.item);
  const department = request.department ?? item.provider;
  const { edition } = city.catalogue;
  return {
    item,
    department,
    edition,
    channel,
    actor,
    submittedBy,
    sheet,
    trial,
    upload,
    source,
    state: 'waiting' as const,
  };
}

export interface QueuedTable {
  batch: number;
  name: string;
}

/**
 * Puts each table of a package into the queue of background work, all of them or none; null when the file is no
 * package. The department of the request must be known already.
 * @param uploads folder of kept uploads, where the tables stay until they are taken
 */
export async function queuePackage(
  db: Db,
  request: ImportRequest,
  uploads: string,
  enqueue: (tx: Tx, batchId: number) => Promise<unknown>,
): Promise<QueuedTable[] | null> {
  const pack = await Package.open(request.path, request.name);
  if (pack === null) return null;
  const kept: string[] = [];
  try {
    const waiting: { request: ImportRequest; source: WaitingSource; refusal?: XinhengError }[] = [];
    for await (const member of pack.unpack(uploads)) {
      const path = 'path' in member ? member.path : undefined;
      if (path !== undefined) kept.push(path);
      const upload = path === undefined ? undefined : basename(path);
      const source = await sourceOf(member.name, path);
      waiting.push({
        request: { ...request, name: member.name, upload },
        source,
        ...('refusal' in member && { refusal: member.refusal }),
      });
    }
    return await transact(db, async (tx) => {
      const tables: QueuedTable[] = [];
      for (const one of waiting) {
        const batch = await insertBatch(tx.client, waitingBatch(one.request, one.source));
        if (one.refusal) await refuseBatch(tx.client, batch, one.refusal.message);
        else await enqueue(tx, batch);
        tables.push({ batch, name: one.source.name });
      }
      return tables;
    });
  } catch (error) {
    for (const path of kept) await rm(path, { force: true });
    throw error;
  } finally {
    pack.close();
  }
}
