/** 待认领信息 in full: what was sent, who it may be about and why, what was decided. A look, kept in the audit log. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Candidate, Claims, PendingFile, Rival, WaitingField } from '@xinheng/contracts/pending.ts';
import type { RowFinding } from '@xinheng/contracts/row-check.ts';
import { reachesTo, type Viewer, whoIs } from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import type { City } from '../../../platform/city/index.ts';
import { type Db, type Queryable, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import { type ShownCell, shownCells, sightOf } from '../../records/index.ts';
import { type Claims as Claimed, type FoundCandidate, findCandidates, findSubject } from '../../registry/index.ts';
import { byFieldName } from '../entry/written-row.ts';
import { decisionsOf, type RowPlace, receiptsOf, recordsOfKey, type WaitingRow, waitingRow } from '../store/waiting.ts';
import { type Judged, judgeWaiting } from './judged.ts';
import { allowedNow, entryOf, reasonText } from './reasons.ts';

export interface Looked {
  db: Db;
  city: City;
  viewer: Viewer;
  requestId: string;
}

export const noSuchRow = () => new XinhengError('not-found', { message: '没有找到这条待认领信息。' });

export const keyOf = ({ batch_id: batch, row_number: row }: Pick<WaitingRow, 'batch_id' | 'row_number'>) =>
  `${batch}-${row}`;

/** @throws XinhengError not-found when there is none, or it is out of reach */
export async function lookAtPending({ db, city, viewer, requestId }: Looked, place: RowPlace): Promise<PendingFile> {
  const row = await waitingRow(db.pool, viewer, 'pending.read', place);
  if (row === null) throw noSuchRow();
  const item = itemByCode(city.catalogue, row.item);
  const judged: Judged =
    row.state === 'waiting' ? await judgeWaiting(db, item, row) : { subjectCode: null, matchedBy: null, rival: null };
  return transact(db, async (tx) => {
    const file = await fileOf(tx.client, { city, viewer, item, row, judged });
    await audit(tx, {
      ...whoIs(viewer),
      action: 'exchange.look-at-pending',
      object: `pending:${keyOf(row)}`,
      requestId,
      details: { item: item.code, candidates: file.candidates.length },
    });
    return file;
  });
}

interface Open {
  city: City;
  viewer: Viewer;
  item: CatalogueItem;
  row: WaitingRow;
  judged: Judged;
}

async function fileOf(q: Queryable, open: Open): Promise<PendingFile> {
  const { city, viewer, item, row, judged } = open;
  const named = (code: string) => ({ code, name: city.departments.find((one) => one.code === code)?.name ?? code });
  const cells = shownCells(city.catalogue, item, row.staged.payload, sightOf(viewer, { department: row.department }));
  const receipts = await receiptsOf(q, row);
  const decisions = await decisionsOf(q, row);
  const claimed = claimedBy(city, item, row);
  const candidates = row.state === 'waiting' ? await candidatesOf(q, open, claimed, cells) : [];
  const rival = judged.rival && (await rivalOf(q, open, cells));
  const mayDecide = reachesTo(viewer, 'pending.decide', { department: row.department });
  const last = decisions.find(({ row_version: version }) => version === row.version);
  return {
    key: keyOf(row),
    batch: row.batch_id,
    row: row.row_number,
    item: item.code,
    itemName: item.name,
    department: named(row.department),
    sourceName: row.source_name,
    receivedAt: row.started_at,
    reason: row.reason,
    reasonText: reasonText(row.reason),
    state: row.state,
    version: row.version,
    attachedTo: row.attached_to,
    claims: claimsShown(item, claimed, cells),
    fields: cells.map((cell) => fieldOf(cell, receipts)),
    findings: findingsShown(item, cells, receipts),
    candidates,
    ...(rival && { rival }),
    decisions: decisions.map((decision) => entryOf(decision, named)),
    allowed: mayDecide
      ? allowedNow({
          ...{ state: row.state, role: item.subject.role, rival: judged.rival !== null, last },
          undone: row.undone,
          attachable: item.subject.role !== 'registers' || judged.subjectCode !== null,
          standing: await stillStands(q, last),
        })
      : [],
  };
}

/** Whether the record version that a decision wrote is the one that stands. */
export async function stillStands(
  q: Queryable,
  last: { subject_code: string | null; record_key: string | null; record_version: number | null } | undefined,
): Promise<boolean> {
  if (!last?.record_key || last.subject_code === null) return false;
  const held = await recordsOfKey(q, last.record_key, [last.subject_code]);
  return held.get(last.subject_code)?.version === last.record_version;
}

/** What the row says of its subject, whoever is looking: for ranking only. */
function claimedBy(city: City, item: CatalogueItem, { identity, staged }: WaitingRow): Claimed {
  const all = shownCells(city.catalogue, item, staged.payload, { level: 'authorised', unmasked: true });
  const text = (name: string) => all.find((cell) => cell.name === name)?.text ?? null;
  return {
    name: identity.name ?? null,
    nameFolded: staged.name_folded,
    code: identity.code ?? null,
    registrationNumber: identity.registrationNumber ?? null,
    organisationCode: identity.organisationCode ?? null,
    taxNumber: identity.taxNumber ?? null,
    legalRepresentative: text('legalRepresentative'),
    address: text('address'),
  };
}

/** The same as the viewer may see it. */
function claimsShown(
  item: CatalogueItem,
  { nameFolded: _folded, ...claimed }: Claimed,
  cells: readonly ShownCell[],
): Claims {
  const text = (name: string) => cells.find((cell) => cell.name === name)?.text ?? null;
  return {
    ...claimed,
    name: text(item.identity.name),
    legalRepresentative: text('legalRepresentative'),
    address: text('address'),
  };
}

function fieldOf({ field, whole: _whole, ...cell }: ShownCell, receipts: readonly RowFinding[]): WaitingField {
  const sent = receipts.find((receipt) => receipt.outcome === 'corrected' && receipt.field === field.label)?.before;
  return sent === undefined || sent === null || cell.masked ? cell : { ...cell, sent };
}

/** Findings of the fields in sight; what they repeat of a masked value would undo the mask. */
function findingsShown(
  item: CatalogueItem,
  cells: readonly ShownCell[],
  receipts: readonly RowFinding[],
): RowFinding[] {
  const hidden = new Set(item.fields.map(({ name }) => name));
  for (const cell of cells) if (!cell.masked) hidden.delete(cell.name);
  // An empty field has nothing to hide but what the finding itself tells of it.
  const labels = new Map(item.fields.map(({ name, label }) => [name, label]));
  return byFieldName(item, receipts).map((finding) =>
    finding.field !== null && !hidden.has(finding.field)
      ? finding
      : {
          ...finding,
          before: null,
          after: null,
          message:
            finding.field === null ? finding.message : `${labels.get(finding.field)}未通过检查（${finding.rule}）。`,
        },
  );
}

async function candidatesOf(
  q: Queryable,
  { city, viewer, item, row }: Open,
  claimed: Claimed,
  cells: readonly ShownCell[],
): Promise<Candidate[]> {
  const found = await findCandidates(q, viewer, claimed);
  const held = await recordsOfKey(
    q,
    row.record_key,
    found.map(({ subjectCode }) => subjectCode),
  );
  const shown = claimsShown(item, claimed, cells);
  return found.map((candidate) => {
    const present = held.get(candidate.subjectCode);
    const region = city.regions.find(({ code }) => code === candidate.region);
    return {
      subjectCode: candidate.subjectCode,
      name: candidate.name,
      kind: candidate.kind,
      status: candidate.status,
      region: candidate.region === null ? null : { code: candidate.region, name: region?.name ?? candidate.region },
      legalRepresentative: candidate.legalRepresentative,
      address: candidate.address,
      establishedOn: candidate.establishedOn,
      reasons: candidate.reasons,
      score: candidate.score,
      comparison: compare(claimed, shown, candidate),
      ...(present && {
        present: {
          recordKey: present.record_key,
          version: present.version,
          same: present.content_hash === row.content_hash,
        },
      }),
    };
  });
}

/** Compared as they are, shown as the viewer may see them. */
function compare(claimed: Claimed, shown: Claims, subject: FoundCandidate): Candidate['comparison'] {
  const lines: [string, keyof Claims, string | null][] = [
    ['名称', 'name', subject.name],
    ['统一社会信用代码', 'code', subject.subjectCode],
    ['注册号', 'registrationNumber', subject.registrationNumber],
    ['法定代表人（负责人、经营者）', 'legalRepresentative', subject.legalRepresentative],
    ['住所（地址）', 'address', subject.address],
  ];
  return lines.map(([label, name, register]) => {
    const said = name === 'name' ? claimed.nameFolded : claimed[name];
    const known = name === 'name' ? subject.nameFolded : register;
    return { label, row: shown[name], register, agrees: said === null || known === null ? null : said === known };
  });
}

async function rivalOf(
  q: Queryable,
  { city, viewer, item, judged, row }: Open,
  waiting: readonly ShownCell[],
): Promise<Rival> {
  const rival = judged.rival as NonNullable<Judged['rival']>;
  const present = shownCells(city.catalogue, item, rival.payload, sightOf(viewer, { department: row.department }));
  const subject = await findSubject(q, viewer, rival.subject_code);
  const names = item.fields.filter(({ name }) => [...present, ...waiting].some((cell) => cell.name === name));
  return {
    subjectCode: rival.subject_code,
    subjectName: subject?.name ?? rival.subject_code,
    recordKey: rival.record_key,
    version: rival.version,
    batch: rival.batch_id,
    row: rival.row_number,
    recordedFrom: rival.recorded_from,
    fields: names.map(({ name, label }) => {
      const [was, is] = [present, waiting].map((cells) => cells.find((cell) => cell.name === name));
      return { name, label, present: was?.text ?? null, waiting: is?.text ?? null, differs: was?.whole !== is?.whole };
    }),
  };
}
