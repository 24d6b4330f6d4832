/** 更正 and 撤回 of a record by the department that supplied it: a further version on both clocks, never a deletion. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type {
  AmendmentRequest,
  EntryReceipt,
  WithdrawalReceipt,
  WithdrawalRequest,
} from '@xinheng/contracts/row-check.ts';
import { actorOf, type Viewer } from '../../../platform/access/index.ts';
import { fingerprint } from '../../../platform/audit/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, type Tx, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import { valueText } from '../../catalogue/index.ts';
import { type RecordRow, shownCells, sightOf, writeNextVersion } from '../../records/index.ts';
import { insertBatch, settleBatch } from '../batch.ts';
import { checkerOf } from '../import.ts';
import { attachPending } from '../pending.ts';
import { assignStaged, noteReason, onlyRow, stagedKey } from '../store/one-row.ts';
import { mergeKey, transactInTurn } from '../turn.ts';
import { doerOf } from '../who.ts';
import { mergeOne, receiptOf, tellOfRecord, wrote } from './enter.ts';
import { type RecordPlace, refuseOlder, type Standing, standingRecord } from './standing.ts';
import { byFieldName, cellsOf, checkCells } from './written-row.ts';

type Place = RecordPlace & { city: City };

/** What belongs to an amendment and happens in its transaction, or none of it does. */
export interface AmendmentWitness {
  /** Before anything is written; throws to refuse. */
  before(tx: Tx): Promise<void>;
  after(tx: Tx, written: { batch: number; version: number }): Promise<void>;
  /** The name may be corrected: whose record it is was settled by its code, and the name is that of the register. */
  mayName?: boolean;
}

/** What names the record and its subject stays: who is wrong about that withdraws it and enters it anew. */
function refuseNaming(item: CatalogueItem, changes: AmendmentRequest['changes'], mayName: boolean): void {
  const naming = new Set([...item.naturalKey, ...item.identity.codes, ...(mayName ? [] : [item.identity.name])]);
  const wrong = item.fields.filter(({ name }) => naming.has(name) && Object.hasOwn(changes, name));
  if (wrong.length === 0) return;
  throw new XinhengError('bad-request', {
    message: `${wrong.map(({ label }) => label).join('、')}决定这是哪个主体的哪一条信息，不能更正。请撤回后重新录入。`,
    details: {
      errors: wrong.map(({ name, label }) => ({ in: 'body', field: `changes.${name}`, message: `${label}不能更正` })),
    },
  });
}

/** The row as the form would hold it after the changes. A mask sent back as it was shown changes nothing. */
function amended(city: City, viewer: Viewer, { row, item, region }: Standing, changes: AmendmentRequest['changes']) {
  const sight = sightOf(viewer, { department: row.department, region });
  const masked = new Map(
    shownCells(city.catalogue, item, row.payload, sight).flatMap(({ name, text, masked: is }) =>
      is ? [[name, text]] : [],
    ),
  );
  const texts: Record<string, string> = {};
  for (const field of item.fields) {
    const present = valueText(field, row.payload[field.name], city.catalogue.codeLists);
    const change = changes[field.name];
    const kept = change === undefined || (masked.has(field.name) && masked.get(field.name) === change);
    const text = kept ? present : change;
    if (text !== null) texts[field.name] = text;
  }
  return texts;
}

/**
 * Writes the changes as the next version.
 * @throws XinhengError not-found, forbidden, bad-request, row-rejected, conflict (another version stands: who and when)
 */
export async function amendRecord(
  db: Db,
  viewer: Viewer,
  {
    city,
    code,
    recordKey,
    version,
    changes,
    reason,
    witness,
  }: Place & AmendmentRequest & { witness?: AmendmentWitness },
): Promise<EntryReceipt> {
  const { item, row: seen } = await standingRecord(db.pool, viewer, city, { code, recordKey });
  cellsOf(item, Object.fromEntries(Object.keys(changes).map((name) => [name, ''])));
  refuseNaming(item, changes, witness?.mayName ?? false);
  const { department } = seen;
  const merged = await transactInTurn(db, [mergeKey(item.code, department)], async (tx) => {
    await witness?.before(tx);
    const standing = await standingRecord(tx.client, viewer, city, { code, recordKey });
    const { row } = standing;
    await refuseOlder(tx.client, row, version);
    const cells = cellsOf(item, amended(city, viewer, standing, changes));
    const checked = checkCells(checkerOf(city, item), cells);
    if (checked.outcome === 'rejected' || checked.outcome === 'quarantined') throw refusal(item, checked.findings);
    const written = await mergeOne(tx, viewer, {
      ...{ city, item, department, cells, checked, channel: 'amendment' as const, title: `更正：${item.name}` },
      match: async (client, tables) => {
        if ((await stagedKey(client, tables)) !== recordKey)
          throw new XinhengError('conflict', { message: '按现行目录重新检查后，这条信息的主键与原来不同，不能更正。' });
        await assignStaged(client, tables, { subjectCode: row.subject_code, matchedBy: row.matched_by });
      },
    });
    if (!wrote(written.verdict))
      throw new XinhengError('bad-request', { message: '更正后的内容与现在的完全相同，没有需要更正的。' });
    await noteReason(tx.client, written.batch, reason);
    await tellOfRecord(tx, viewer, {
      ...{ what: 'amended', item: item.code, department, subjectCode: row.subject_code, recordKey, reason },
      ...{ version: written.verdict.version, batch: written.batch, before: row.payload, after: checked.values },
    });
    await witness?.after(tx, { batch: written.batch, version: written.verdict.version });
    return written;
  });
  const registered = item.subject.role === 'registers';
  const attached = registered ? await transact(db, (tx) => attachPending(tx, city.catalogue, actorOf(viewer))) : 0;
  return { ...receiptOf(item, { ...merged, attached }), message: `已更正，现为第 ${merged.verdict.version} 版。` };
}

function refusal(item: CatalogueItem, findings: Parameters<typeof byFieldName>[1]): XinhengError {
  const grave = findings.filter(({ outcome }) => outcome !== 'corrected');
  const told = grave.slice(0, 5).map(({ message }) => message);
  return new XinhengError('row-rejected', {
    message: `更正后的内容未通过检查：${told.join('；')}。`,
    details: { findings: byFieldName(item, findings) },
  });
}

/**
 * Takes a record back: the next version says that it is withdrawn, and from then on nobody is shown it as valid.
 * @throws XinhengError not-found, forbidden, bad-request for registrations, conflict (another version stands)
 */
export async function withdrawRecord(
  db: Db,
  viewer: Viewer,
  { city, code, recordKey, version, reason }: Place & WithdrawalRequest,
): Promise<WithdrawalReceipt> {
  const { item, row: seen } = await standingRecord(db.pool, viewer, city, { code, recordKey });
  if (item.subject.role !== 'about') {
    throw new XinhengError('bad-request', {
      message: `“${item.name}”是主体登记的依据，不能撤回。登记有误的请更正，主体消亡的请报送注销信息。`,
    });
  }
  const { department } = seen;
  return transactInTurn(db, [mergeKey(item.code, department)], async (tx) => {
    const { row } = await standingRecord(tx.client, viewer, city, { code, recordKey });
    await refuseOlder(tx.client, row, version);
    const batch = await batchOfWithdrawal(tx.client, viewer, { city, item, row, reason });
    const next = await writeNextVersion(tx, {
      item,
      ...{ subjectCode: row.subject_code, recordKey, present: row.version, state: 'withdrawn' },
      batch: { batchId: batch, row: onlyRow },
    });
    if (next === null) throw new Error('the version that stands was closed by somebody without the turn');
    const content = { payload: row.payload };
    await tellOfRecord(tx, viewer, {
      ...{ what: 'withdrawn', item: item.code, department, subjectCode: row.subject_code, recordKey, reason, batch },
      ...{ version: next, before: { ...content, state: 'valid' }, after: { ...content, state: 'withdrawn' } },
    });
    await announce(tx, {
      type: 'exchange.batch-merged',
      orderingKey: `batch:${batch}`,
      payload: { batchId: batch, item: item.code, department },
    });
    return { batch, record: { recordKey, version: next }, message: '已撤回，不再公示、不再提供查询。' };
  });
}

/** A batch of one without a row of its own: it says who withdrew what, when and why. */
async function batchOfWithdrawal(
  client: Parameters<typeof settleBatch>[0],
  viewer: Viewer,
  { city, item, row, reason }: { city: City; item: CatalogueItem; row: RecordRow; reason: string },
): Promise<number> {
  const doer = doerOf(viewer);
  const batch = await insertBatch(client, {
    ...{ item, department: row.department, edition: city.catalogue.edition, channel: 'withdrawal' as const },
    ...{ actor: doer.actor, submittedBy: doer, state: 'staging' as const },
    source: {
      name: `撤回：${item.name}`,
      sha256: fingerprint({ recordKey: row.record_key, version: row.version }),
      bytes: 0,
      format: 'form',
    },
  });
  await noteReason(client, batch, reason);
  const counts = { read: 1, accepted: 1, corrected: 0, quarantined: 0, rejected: 0, duplicate: 0 };
  await settleBatch(client, { batch, ...counts }, 'finished');
  return batch;
}
