/** The version of a record that stands, for those who may amend or withdraw it. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { RecordChanged } from '@xinheng/contracts/row-check.ts';
import { reachesTo, type Viewer } from '../../../platform/access/index.ts';
import type { City } from '../../../platform/city/index.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import { type RecordRow, versionsOf } from '../../records/index.ts';
import { findSubject } from '../../registry/index.ts';
import { makerOfVersion } from '../store/one-row.ts';
import { whoAndWhen } from '../who.ts';

export interface RecordPlace {
  code: string;
  recordKey: string;
}

export interface Standing {
  row: RecordRow;
  item: CatalogueItem;
  region: string | null;
}

/**
 * @throws XinhengError not-found when it is none or out of reach; forbidden when another department supplied it;
 * conflict when it is withdrawn
 */
export async function standingRecord(
  q: Queryable,
  viewer: Viewer,
  city: City,
  { code, recordKey }: RecordPlace,
): Promise<Standing> {
  const subject = await findSubject(q, viewer, code);
  const rows = subject ? await versionsOf(q, viewer, { ...subject, recordKey }) : [];
  const row = rows.find(({ recorded_until: until }) => until === null);
  const supplied = row !== undefined && reachesTo(viewer, 'records.amend', { department: row.department });
  if (!subject || !row || !(subject.inReach || supplied))
    throw new XinhengError('not-found', { message: '没有找到这条信息。' });
  if (!supplied) throw new XinhengError('forbidden', { message: '只有提供这条信息的部门可以更正或撤回它。' });
  if (row.state !== 'valid')
    throw new XinhengError('conflict', { message: '这条信息已经撤回或修复，不能再更正、撤回。' });
  return { row, item: itemByCode(city.catalogue, row.item), region: subject.region };
}

/** Refuses what was decided on an older version, telling who was faster and when. */
export async function refuseOlder(q: Queryable, row: RecordRow, seen: number): Promise<void> {
  if (row.version === seen) return;
  const maker = await makerOfVersion(q, { subjectCode: row.subject_code, recordKey: row.record_key });
  const at = maker?.at ?? row.recorded_from;
  const changed: RecordChanged = { version: row.version, by: maker?.doer?.name ?? maker?.actor ?? '系统', at };
  throw new XinhengError('conflict', {
    message: `这条信息已由${whoAndWhen({ ...maker?.doer, actor: changed.by, name: changed.by }, at)} 改为第 ${row.version} 版，本次未作任何更改。请重新打开后再处理。`,
    details: { changed },
  });
}
