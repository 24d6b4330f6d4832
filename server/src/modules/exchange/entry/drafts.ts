/** Use cases of drafts: saved as written, never checked, seen by their officer alone. */
import type { Draft, DraftChange, DraftLine, DraftRequest } from '@xinheng/contracts/row-check.ts';
import { actorOf, departmentOf, type Viewer, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import * as store from '../store/drafts.ts';
import { cellsOf } from './written-row.ts';

const absent = () => new XinhengError('not-found', { message: '没有这份草稿，可能已经提交、删除或过期。' });

function lineOf(city: City, row: store.DraftRow): DraftLine {
  return {
    draftId: row.draft_id,
    item: row.item,
    itemName: city.catalogue.items.find(({ code }) => code === row.item)?.name ?? row.item,
    title: row.title,
    version: row.version,
    savedAt: row.saved_at,
    expiresAt: row.expires_at,
  };
}

const draftOf = (city: City, row: store.DraftRow): Draft => ({ ...lineOf(city, row), row: row.entered });

/** The name in the row unless the officer wrote a title. */
function titleOf(city: City, code: string, { row, title }: Pick<DraftRequest, 'row' | 'title'>): string {
  const item = itemByCode(city.catalogue, code);
  return (title?.trim() || row[item.identity.name]?.trim() || `未命名的${item.name}`).slice(0, 100);
}

const note = (tx: Tx, viewer: Viewer, action: string, draftId: string, item: string) =>
  audit(tx, { ...whoIs(viewer), action, object: `draft:${draftId}`, details: { item } });

/** The officer's own drafts. */
export async function listDrafts(db: Db, city: City, viewer: Viewer, item?: string): Promise<DraftLine[]> {
  return (await store.draftsOf(db.pool, actorOf(viewer), item)).map((row) => lineOf(city, row));
}

/** @throws XinhengError not-found when it is not the officer's */
export async function getDraft(db: Db, city: City, viewer: Viewer, draftId: string): Promise<Draft> {
  const row = await store.readDraft(db.pool, actorOf(viewer), draftId);
  if (row === null) throw absent();
  return draftOf(city, row);
}

/** @throws XinhengError item-unknown, bad-request, conflict when there are too many */
export async function saveDraft(db: Db, city: City, viewer: Viewer, asked: DraftRequest): Promise<Draft> {
  const item = itemByCode(city.catalogue, asked.item);
  cellsOf(item, asked.row);
  return transact(db, async (tx) => {
    const row = await store.insertDraft(tx.client, {
      ...{ owner: actorOf(viewer), department: departmentOf(viewer) ?? item.provider, item: item.code },
      ...{ title: titleOf(city, item.code, asked), row: asked.row },
    });
    if (row === null)
      throw new XinhengError('conflict', { message: `草稿已有 ${store.mostDrafts} 份，请先提交或删除一些。` });
    await note(tx, viewer, 'exchange.save-draft', row.draft_id, item.code);
    return draftOf(city, row);
  });
}

/** @throws XinhengError not-found, conflict when it was saved elsewhere meanwhile */
export async function changeDraft(
  db: Db,
  city: City,
  viewer: Viewer,
  asked: DraftChange & { draftId: string },
): Promise<Draft> {
  const owner = actorOf(viewer);
  return transact(db, async (tx) => {
    const present = await store.readDraft(tx.client, owner, asked.draftId);
    if (present === null) throw absent();
    cellsOf(itemByCode(city.catalogue, present.item), asked.row);
    const title = titleOf(city, present.item, asked);
    const row = await store.updateDraft(tx.client, { ...asked, owner, title });
    if (row === null) throw await savedElsewhere(tx, owner, asked.draftId);
    await note(tx, viewer, 'exchange.save-draft', row.draft_id, row.item);
    return draftOf(city, row);
  });
}

/** @throws XinhengError not-found, conflict when it was saved elsewhere meanwhile */
export async function removeDraft(db: Db, viewer: Viewer, of: { draftId: string; version: number }): Promise<void> {
  const owner = actorOf(viewer);
  await transact(db, async (tx) => {
    const present = await store.readDraft(tx.client, owner, of.draftId);
    if (present === null) throw absent();
    if (!(await store.deleteDraft(tx.client, { owner, ...of }))) throw await savedElsewhere(tx, owner, of.draftId);
    await note(tx, viewer, 'exchange.delete-draft', of.draftId, present.item);
  });
}

async function savedElsewhere(tx: Tx, owner: string, draftId: string): Promise<XinhengError> {
  const present = await store.readDraft(tx.client, owner, draftId);
  if (present === null) return absent();
  const at = present.saved_at.slice(0, 16).replace('T', ' ');
  return new XinhengError('conflict', {
    message: `这份草稿已于 ${at} 在别的窗口保存过，请重新打开后再改。`,
    details: { version: present.version, savedAt: present.saved_at },
  });
}
