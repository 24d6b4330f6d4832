/** 录入草稿: rows that an officer has begun to write. Nobody else sees them; unchecked until they are entered. */
import { draftDays } from '@xinheng/contracts/row-check.ts';
import type { Queryable } from '../../../platform/db/index.ts';

export interface DraftRow {
  draft_id: string;
  item: string;
  title: string;
  entered: Record<string, string>;
  version: number;
  saved_at: string;
  expires_at: string;
}

const columns = `draft_id, item, title, entered, version, saved_at, saved_at + interval '${draftDays} days' as expires_at`;

/** An officer keeps at most so many. */
export const mostDrafts = 200;

/** The officer's drafts, newest first. */
export async function draftsOf(q: Queryable, owner: string, item: string | undefined): Promise<DraftRow[]> {
  const { rows } = await q.query<DraftRow>(
    `select ${columns} from exchange.entry_draft where owner = $1 and ($2::text is null or item = $2)
     order by saved_at desc, draft_id limit ${mostDrafts}`,
    [owner, item ?? null],
  );
  return rows;
}

/** One of the officer's drafts; null when there is none. */
export async function readDraft(q: Queryable, owner: string, draftId: string): Promise<DraftRow | null> {
  const { rows } = await q.query<DraftRow>(
    `select ${columns} from exchange.entry_draft where draft_id = $1 and owner = $2`,
    [draftId, owner],
  );
  return rows[0] ?? null;
}

export interface WrittenDraft {
  owner: string;
  department: string;
  item: string;
  title: string;
  row: Readonly<Record<string, string>>;
}

/** Keeps a new draft; null when the officer has as many as may be kept. */
export async function insertDraft(q: Queryable, draft: WrittenDraft): Promise<DraftRow | null> {
  const { rows } = await q.query<DraftRow>(
    `insert into exchange.entry_draft (owner, department, item, title, entered)
     select $1, $2, $3, $4, $5 where (select count(*) from exchange.entry_draft where owner = $1) < ${mostDrafts}
     returning ${columns}`,
    [draft.owner, draft.department, draft.item, draft.title, JSON.stringify(draft.row)],
  );
  return rows[0] ?? null;
}

/** Writes over the version that the officer saw; null when another stands there, or none. */
export async function updateDraft(
  q: Queryable,
  draft: Omit<WrittenDraft, 'department' | 'item'> & { draftId: string; version: number },
): Promise<DraftRow | null> {
  const { rows } = await q.query<DraftRow>(
    `update exchange.entry_draft set title = $4, entered = $5, version = version + 1, saved_at = now()
     where draft_id = $1 and owner = $2 and version = $3 returning ${columns}`,
    [draft.draftId, draft.owner, draft.version, draft.title, JSON.stringify(draft.row)],
  );
  return rows[0] ?? null;
}

/** @returns whether the draft in that version was there and is gone */
export async function deleteDraft(
  q: Queryable,
  of: { owner: string; draftId: string; version: number },
): Promise<boolean> {
  const { rowCount } = await q.query(
    'delete from exchange.entry_draft where draft_id = $1 and owner = $2 and version = $3',
    [of.draftId, of.owner, of.version],
  );
  return rowCount === 1;
}

/** What was entered is no draft any more. */
export async function dropDraftOf(q: Queryable, owner: string, draftId: string): Promise<void> {
  await q.query('delete from exchange.entry_draft where draft_id = $1 and owner = $2', [draftId, owner]);
}

/** Drops what nobody has saved for `draftDays`. @returns how many */
export async function forgetDrafts(q: Queryable): Promise<number> {
  const { rowCount } = await q.query(
    `delete from exchange.entry_draft where saved_at < now() - interval '${draftDays} days'`,
  );
  return rowCount ?? 0;
}
