/** One record with all its versions: where each came from, how each value came to be, what changed. Pure. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { RowFinding } from '@xinheng/contracts/row-check.ts';
import type { FieldChange, ProvenValue, RecordVersion, VersionSource } from '@xinheng/contracts/subject-file.ts';
import type { Viewer } from '../../platform/access/index.ts';
import type { City } from '../../platform/city/index.ts';
import { sightOf } from './disclose.ts';
import { departmentNamed, type ShownCell, shownCells } from './lines.ts';
import type { RecordRow } from './reads.ts';

/** What supply knows of the row that a version came from. Receipts name their field by its label. */
export interface RowSource {
  channel: string;
  sourceName: string;
  receivedAt: string;
  reason: string | null;
  edition: string;
  receipts: RowFinding[];
}

export const channelNames: Record<string, string> = {
  cli: '文件导入',
  workbench: '文件导入',
  api: '接口报送',
  generated: '演示数据',
  form: '手工录入',
  amendment: '更正',
  withdrawal: '撤回',
};

export const matchNames: Record<string, string> = {
  code: '按统一社会信用代码认定',
  'registration-number': '按注册号认定',
  'organisation-code': '按组织机构代码认定',
  'tax-number': '按税务登记号认定',
  name: '按名称认定（本市唯一同名）',
  officer: '由工作人员认定',
};

/** The versions as a viewer reads them, in the order given (newest first). */
export function versionsShown(
  city: City,
  item: CatalogueItem | undefined,
  rows: readonly RecordRow[],
  sources: ReadonlyMap<string, RowSource>,
  { viewer, region }: { viewer: Viewer; region: string | null },
): RecordVersion[] {
  const cells = rows.map((row) =>
    item ? shownCells(city.catalogue, item, row.payload, sightOf(viewer, { department: row.department, region })) : [],
  );
  return rows.map((row, at) => {
    const source = sources.get(`${row.batch_id}-${row.row_number}`);
    const own = cells[at] as ShownCell[];
    const before = cells[at + 1];
    return {
      version: row.version,
      state: row.state,
      recordedFrom: row.recorded_from,
      recordedUntil: row.recorded_until,
      documentNumber: row.document_number,
      occurredOn: row.occurred_on,
      effectiveFrom: row.effective_from,
      effectiveUntil: row.effective_until,
      severity: row.severity,
      shownFrom: row.shown_from,
      shownUntil: row.shown_until,
      matchedBy: row.matched_by,
      matchedByName: matchNames[row.matched_by] ?? row.matched_by,
      source: sourceOf(city, row, source),
      fields: own.map((cell) => provenOf(cell, source?.receipts ?? [])),
      ...(before && { changes: changesBetween(before, own) }),
      findings: looseFindings(source?.receipts ?? []),
    };
  });
}

function sourceOf(city: City, row: RecordRow, source: RowSource | undefined): VersionSource {
  return {
    batch: row.batch_id,
    row: row.row_number,
    department: departmentNamed(city, row.department),
    channel: source?.channel ?? '',
    channelName: channelNames[source?.channel ?? ''] ?? '来源不详',
    sourceName: source?.sourceName ?? '',
    receivedAt: source?.receivedAt ?? row.recorded_from,
    note: source?.reason ?? null,
    edition: source?.edition ?? '',
  };
}

/**
 * A value with the corrections of its field. What a receipt repeats of a masked value would undo the mask, so that only
 * the rule remains of it.
 */
function provenOf({ field, whole: _whole, ...cell }: ShownCell, receipts: readonly RowFinding[]): ProvenValue {
  const own = receipts.filter((receipt) => receipt.field === field.label);
  const [first] = own;
  if (first === undefined) return cell;
  const rule = [...new Set(own.map((receipt) => receipt.rule))].join('、');
  if (cell.masked) return { ...cell, original: null, rule };
  return { ...cell, original: first.before, rule, message: own.map(({ message }) => message).join('；') };
}

/** Receipts of the row as a whole. Those of a field out of sight are left out, and no piece of the row is repeated. */
function looseFindings(receipts: readonly RowFinding[]): RowFinding[] {
  return receipts.filter(({ field }) => field === null).map((receipt) => ({ ...receipt, before: null, after: null }));
}

/** Fields whose value changed; of a masked one both masks are shown, even where they look alike. */
function changesBetween(before: readonly ShownCell[], after: readonly ShownCell[]): FieldChange[] {
  const labels = new Map([...after, ...before].map(({ name, label }) => [name, label]));
  const cellIn = (cells: readonly ShownCell[], name: string) => cells.find((cell) => cell.name === name);
  return [...labels].flatMap(([name, label]) => {
    const [was, is] = [cellIn(before, name), cellIn(after, name)];
    return was?.whole === is?.whole ? [] : [{ name, label, before: was?.text ?? null, after: is?.text ?? null }];
  });
}
