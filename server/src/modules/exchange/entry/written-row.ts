/** A row as an officer wrote it: cells in the item's order for the checks, findings by field for the form. Pure. */
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { RowFinding } from '@xinheng/contracts/row-check.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { type CheckedRow, emptyRow, type RowChecker } from '../../quality/index.ts';

/** The row's cells in the order of the item's fields. @throws XinhengError bad-request for names that are no fields of it */
export function cellsOf(item: CatalogueItem, row: Readonly<Record<string, string>>): (string | undefined)[] {
  const names = new Set(item.fields.map(({ name }) => name));
  const unknown = Object.keys(row).filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new XinhengError('bad-request', {
      message: `“${item.name}”没有字段“${unknown.slice(0, 10).join('”“')}”。应有：${[...names].slice(0, 8).join('、')}等。`,
      details: {
        errors: unknown.map((name) => ({ in: 'body', field: `row.${name}`, message: `${name}不是本事项的字段` })),
      },
    });
  }
  return item.fields.map(({ name }) => (Object.hasOwn(row, name) ? row[name] : undefined));
}

/** What the checks make of the cells. */
export function checkCells(checker: RowChecker, cells: (string | undefined)[]): CheckedRow {
  const checked = emptyRow();
  checker.check(cells, checked);
  return checked;
}

/** Receipts name a field by its label, forms by its name. */
export function byFieldName(item: CatalogueItem, findings: readonly RowFinding[]): RowFinding[] {
  const names = new Map(item.fields.map(({ name, label }) => [label, name]));
  return findings.map(({ outcome, rule, field, before, after, message }) => ({
    ...{ outcome, rule, before, after, message },
    field: field === null ? null : (names.get(field) ?? null),
  }));
}

/** Refuses a row that the checks reject; the form puts each finding beside its field. */
export function refuseRejected(item: CatalogueItem, checked: CheckedRow): void {
  if (checked.outcome !== 'rejected') return;
  const findings = byFieldName(item, checked.findings);
  const faults = findings.filter(({ outcome }) => outcome === 'rejected');
  throw new XinhengError('row-rejected', {
    message: `有 ${faults.length} 处不能受理：${faults
      .slice(0, 5)
      .map(({ message }) => message)
      .join('；')}。`,
    details: { findings },
  });
}
