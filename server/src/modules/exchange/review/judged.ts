/** What matching says of a waiting row today, and which record it would stand against. Nothing is written. */
import { randomBytes } from 'node:crypto';
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { PoolClient } from 'pg';
import { type Db, transact } from '../../../platform/db/index.ts';
import { type StagedTables, stagedTables } from '../../../platform/staging/index.ts';
import { matchStaged } from '../../registry/index.ts';
import { createStaging } from '../staging.ts';
import { type RowVerdict, verdictOf } from '../store/one-row.ts';
import { type PresentRecord, recordsOfKey, stageWaiting, type WaitingRow } from '../store/waiting.ts';

export interface Judged {
  subjectCode: string | null;
  matchedBy: string | null;
  /** The record that stands under the row's key, with other content. */
  rival: PresentRecord | null;
}

/** Stages and matches the row in the caller's transaction. */
export async function matchWaiting(
  client: PoolClient,
  tables: StagedTables,
  item: CatalogueItem,
  row: WaitingRow,
): Promise<RowVerdict> {
  await createStaging(client, tables);
  await stageWaiting(client, tables, row);
  await matchStaged(client, tables, item);
  return verdictOf(client, tables);
}

/** The same in a transaction that is taken back. */
export async function judgeWaiting(db: Db, item: CatalogueItem, row: WaitingRow): Promise<Judged> {
  const nothing = Symbol('rolled back');
  let judged: Judged = { subjectCode: null, matchedBy: null, rival: null };
  await transact(db, async ({ client }) => {
    const tables = stagedTables(`look_${randomBytes(8).toString('hex')}`);
    const verdict = await matchWaiting(client, tables, item, row);
    judged = await withRival(client, row, verdict);
    throw nothing;
  }).catch((error: unknown) => {
    if (error !== nothing) throw error;
  });
  return judged;
}

/** The verdict with the record that it would meet. */
export async function withRival(
  client: PoolClient,
  row: WaitingRow,
  { subject_code: subjectCode, matched_by: matchedBy }: Pick<RowVerdict, 'subject_code' | 'matched_by'>,
): Promise<Judged> {
  const held = subjectCode === null ? new Map() : await recordsOfKey(client, row.record_key, [subjectCode]);
  const present: PresentRecord | undefined = subjectCode === null ? undefined : held.get(subjectCode);
  const rival = present && present.state === 'valid' && present.content_hash !== row.content_hash ? present : null;
  return { subjectCode, matchedBy, rival };
}
