/** Cells as texts for files that people open in a spreadsheet. Pure. */
import type { Cell, ListOption } from '@xinheng/contracts/listing.ts';

/**
 * True for a text that a spreadsheet might take for a formula: = + - @ in half or full width, after any blanks, or a
 * leading tab or line break, which some programs strip before they look.
 */
export function looksLikeFormula(text: string): boolean {
  return /^[\s\uFEFF]*[=+\-@＝＋－＠]/u.test(text) || /^[\t\r\n]/.test(text);
}

export interface FileColumn {
  title: string;
  /** Numbers stay numbers, and a minus sign before one is no formula. */
  numeric: boolean;
  /** Codes are written as their names. */
  names: ReadonlyMap<string, string> | undefined;
}

/** The names of a column's codes. */
export function namesOf(options: readonly ListOption[] | undefined): ReadonlyMap<string, string> | undefined {
  return options && new Map(options.map(({ code, name }) => [code, name]));
}

/** What stands in the file for a cell: a number, or text as a person reads it; null for nothing. */
export function fileValue(cell: Cell, column: FileColumn): string | number | null {
  if (cell === null) return null;
  if (typeof cell === 'object') return cell.text;
  if (typeof cell === 'boolean') return cell ? '是' : '否';
  if (typeof cell === 'number') return cell;
  return column.names?.get(cell) ?? cell;
}
