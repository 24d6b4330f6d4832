import type { Cell, ListRow } from '@xinheng/contracts/listing.ts';
import { may, type Viewer } from '../access/index.ts';
import { writeKey } from './cursor.ts';
import { type Column, type List, namesIn } from './definition.ts';

/** A row as the statements of this room give it. */
export type RawRow = Record<string, unknown>;

type Shaper = (row: RawRow) => Cell;

/** Makes rows of what the database gives, for one viewer: masked, linked, with the actions each row takes. */
export function rowShaper(list: List, viewer: Viewer): (row: RawRow) => ListRow {
  const names = Object.keys(list.columns);
  const cells = cellShapers(list, viewer, names);
  const actions = list.actions ?? [];
  const restricted = actions.some(({ allowed }) => allowed !== undefined);
  return (row) => ({
    key: writeKey(keyOf(list, row)),
    cells: Object.fromEntries(names.map((name, at) => [name, (cells[at] as Shaper)(row)])),
    ...(restricted && {
      allowedActions: actions.filter((_, at) => row[`a${at}`] === true).map(({ action }) => action),
    }),
  });
}

/** The key's parts of a row. */
export function keyOf(list: List, row: RawRow): string[] {
  return list.key.map((_, at) => String(row[`k${at}`]));
}

/** One function a column, in the order of `names`, from a row to what the viewer may see of it. */
export function cellShapers(list: List, viewer: Viewer, names: readonly string[]): Shaper[] {
  const places = new Map(Object.keys(list.columns).map((name, at) => [name, `c${at}`]));
  return names.map((name) => {
    const column = list.columns[name] as Column;
    const place = places.get(name) as string;
    const plain = (row: RawRow) => cellOf(column, row[place]);
    const { mask, link } = column;
    if (mask && !may(viewer, mask.unless)) return (row) => masked(plain(row), mask.with);
    if (link === undefined) return plain;
    const needed = namesIn(link).map((part) => [part, part === 'key' ? undefined : places.get(part)] as const);
    return (row) => {
      const text = plain(row);
      if (text === null || typeof text === 'object') return text;
      let address = link;
      for (const [part, from] of needed) {
        const value = from === undefined ? writeKey(keyOf(list, row)) : row[from];
        if (value === null || value === undefined) return text;
        address = address.replaceAll(`{${part}}`, encodeURIComponent(String(value)));
      }
      return { text: String(text), link: address };
    };
  });
}

function masked(cell: Cell, mask: (text: string) => string): Cell {
  if (cell === null) return null;
  return mask(typeof cell === 'object' ? cell.text : String(cell));
}

function cellOf(column: Column, value: unknown): Cell {
  if (column.cell !== undefined) return column.cell(value);
  if (value === null || value === undefined) return null;
  switch (column.type) {
    case 'integer':
    case 'number':
      return Number(value);
    case 'boolean':
      return value === true;
    default:
      return typeof value === 'string' ? value : String(value);
  }
}
