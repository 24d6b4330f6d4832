import type { Cell, LinkCell, ListColumn, ListDeclaration, ListRow } from '@xinheng/contracts/listing.ts';
import type { ReactNode } from 'react';
import { AppLink } from '../address.tsx';
import { Badge } from '../pieces/badge.tsx';
import { momentText } from '../pieces/dates.ts';
import { Nothing } from '../pieces/facts.tsx';

function isLink(cell: Cell | undefined): cell is LinkCell {
  return typeof cell === 'object' && cell !== null;
}

function choice(column: ListColumn, code: string): ReactNode {
  const option = column.options?.find((each) => each.code === code);
  return option?.tone ? <Badge tone={option.tone}>{option.name}</Badge> : (option?.name ?? code);
}

/** A whole number or decimal with its thousands apart. Decimals come as text and stay as they were written. */
function numberText(cell: string | number): string {
  const [whole = '', decimals] = String(cell).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return decimals === undefined ? grouped : `${grouped}.${decimals}`;
}

/** One value as its column wants it shown. */
export function cellText(column: ListColumn, cell: Cell | undefined): ReactNode {
  if (cell === null || cell === undefined || cell === '') return <Nothing />;
  if (isLink(cell)) return <AppLink href={cell.link}>{cell.text}</AppLink>;
  switch (column.type) {
    case 'integer':
    case 'number':
      return typeof cell === 'boolean' ? String(cell) : numberText(cell);
    case 'moment':
      return <time dateTime={String(cell)}>{momentText(String(cell))}</time>;
    case 'day':
      return <time dateTime={String(cell)}>{String(cell)}</time>;
    case 'boolean':
      return cell ? '是' : '否';
    case 'choice':
      return choice(column, String(cell));
    case 'code':
      return <span className="code">{String(cell)}</span>;
    default:
      return String(cell);
  }
}

/** Where a row leads: what it says itself, or the list's pattern filled in. */
export function rowLinkOf(declaration: ListDeclaration, row: ListRow): string | undefined {
  if (row.link !== undefined) return row.link;
  return declaration.rowLink?.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const cell = row.cells[name];
    const value = name === 'key' ? row.key : isLink(cell) ? cell.text : cell;
    return encodeURIComponent(String(value ?? ''));
  });
}

/** The cell, as a link to the row when it is the first one and leads nowhere by itself. */
export function leadingCell(declaration: ListDeclaration, column: ListColumn, row: ListRow): ReactNode {
  const cell = row.cells[column.name];
  const link = rowLinkOf(declaration, row);
  if (link === undefined || isLink(cell)) return cellText(column, cell);
  return (
    <AppLink href={link} className="row-link">
      {cell === null || cell === undefined || cell === '' ? '查看' : cellText(column, cell)}
    </AppLink>
  );
}

/** What a row is called in a sentence: the text of its first column. */
export function rowName(columns: readonly ListColumn[], row: ListRow | undefined): string {
  const cell = columns[0] && row?.cells[columns[0].name];
  const text = isLink(cell) ? cell.text : cell;
  return text === null || text === undefined || text === '' ? (row?.key ?? '') : String(text);
}
