/** What a decision writes: the waiting row under the subject that an officer named, or that taken back. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Viewer } from '../../../platform/access/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { stagedTables } from '../../../platform/staging/index.ts';
import { mergeStaged, writeNextVersion } from '../../records/index.ts';
import { findSubject, projectSubjects } from '../../registry/index.ts';
import { tellOfRecord } from '../entry/enter.ts';
import { rekeyProvisional } from '../rekey.ts';
import { dropStaging } from '../staging.ts';
import { assignStaged, verdictOf } from '../store/one-row.ts';
import { keepRepeated } from '../store/repeated.ts';
import { type DecisionRow, forgetVerdicts, versionBefore, type WaitingRow } from '../store/waiting.ts';
import { matchWaiting, withRival } from './judged.ts';

export interface Attached {
  subjectCode: string;
  /** The version that was written; null when the store said the same already, or nothing was to be written. */
  record: { recordKey: string; version: number } | null;
}

export interface Attaching {
  viewer: Viewer;
  item: CatalogueItem;
  row: WaitingRow;
  /** A subject's code; the subject of the record of the same key; or nobody, when that record is kept. */
  to: { subject: string } | 'rival' | 'nobody';
}

/** @throws XinhengError bad-request for a subject that is not there, conflict when there is no record of the same key */
export async function attachRow(tx: Tx, { viewer, item, row, to }: Attaching): Promise<Attached> {
  const { client } = tx;
  const tables = stagedTables(`decide_${row.batch_id}_${row.row_number}`);
  await dropStaging(client, tables);
  const matched = await matchWaiting(client, tables, item, row);
  const judged = await withRival(client, row, matched);
  if (typeof to === 'string' && judged.rival === null) {
    throw new XinhengError('conflict', {
      message: '现在已没有主键相同而内容不同的信息，不能按此处理。请重新打开后再处理。',
    });
  }
  const subjectCode =
    typeof to === 'object' ? await subjectNamed(tx, viewer, item, matched, to.subject) : (judged.subjectCode as string);
  if (to === 'nobody') {
    await dropStaging(client, tables);
    return { subjectCode, record: null };
  }
  await forgetVerdicts(client, tables);
  await assignStaged(client, tables, {
    subjectCode,
    matchedBy: subjectCode === matched.subject_code ? (matched.matched_by ?? 'officer') : 'officer',
  });
  await mergeStaged(tx, { tables, item, department: row.department, resent: false });
  const subjects = await projectSubjects(client, tables, item);
  if (item.subject.role === 'registers') await rekeyProvisional(client, tables);
  await keepRepeated(client, tables);
  const { verdict, record_key: recordKey, version } = await verdictOf(client, tables);
  await dropStaging(client, tables);
  if (subjects > 0) {
    await announce(tx, {
      type: 'registry.subjects-changed',
      orderingKey: `batch:${row.batch_id}`,
      payload: { batchId: row.batch_id, subjects },
    });
  }
  if (verdict !== 'new' && verdict !== 'changed') return { subjectCode, record: null };
  await tellOfRecord(tx, viewer, {
    ...{ what: 'published', item: item.code, department: row.department, subjectCode, recordKey, version },
    ...{ batch: row.batch_id, before: undefined, after: row.staged.payload },
  });
  return { subjectCode, record: { recordKey, version } };
}

/** The subject that the officer named, within reach; of a registration only the one that its own code names. */
async function subjectNamed(
  tx: Tx,
  viewer: Viewer,
  item: CatalogueItem,
  matched: { subject_code: string | null },
  code: string,
): Promise<string> {
  if (item.subject.role === 'registers') {
    if (matched.subject_code === code) return code;
    throw new XinhengError('bad-request', {
      message:
        matched.subject_code === null
          ? '这条登记信息没有可用的代码，不能建立主体。请退回部门补充代码。'
          : `登记信息只能归入它自己的代码 ${matched.subject_code}。`,
    });
  }
  const subject = await findSubject(tx.client, viewer, code);
  if (subject?.inReach) return subject.subjectCode;
  throw new XinhengError('bad-request', {
    message: `主体库中没有“${code}”。主体尚未登记的，请先录入或导入它的登记信息，这一条会自动关联。`,
  });
}

/** Takes back what a decision wrote, by a further version: the content before it, or withdrawn when there was none. */
export async function takeBack(
  tx: Tx,
  viewer: Viewer,
  item: CatalogueItem,
  row: WaitingRow,
  last: DecisionRow,
): Promise<Attached> {
  const of = {
    subjectCode: last.subject_code as string,
    recordKey: last.record_key as string,
    version: last.record_version as number,
  };
  const before = await versionBefore(tx.client, of);
  const restored = before !== null && before.state !== 'withdrawn';
  const version = await writeNextVersion(tx, {
    item,
    ...{ subjectCode: of.subjectCode, recordKey: of.recordKey, present: of.version },
    ...(restored && { as: before.version }),
    state: restored ? before.state : 'withdrawn',
  });
  if (version === null) throw new XinhengError('conflict', { message: '依此入库的信息已有后续版本，不能撤销。' });
  await tellOfRecord(tx, viewer, {
    ...{ what: restored ? 'amended' : 'withdrawn', item: item.code, department: row.department, batch: row.batch_id },
    ...{ subjectCode: of.subjectCode, recordKey: of.recordKey, version, reason: '撤销认领' },
    ...{ before: { version: of.version }, after: { version, restored: restored ? before.version : null } },
  });
  return { subjectCode: of.subjectCode, record: { recordKey: of.recordKey, version } };
}
