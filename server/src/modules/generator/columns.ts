/** Which columns a file has, what they are called, and in which order their values can be written. */
import type { CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import type { Layout } from './declaration.ts';
import { type FileGround, holds, type Producer, type Row } from './row.ts';
import { textProducer } from './texts.ts';
import { producerOf } from './values.ts';

export interface Column {
  field: Field;
  header: string;
  produce: Producer;
  /** True when values can hold commas, quotes or line breaks and must be looked at before they are written. */
  quoted: boolean;
}

export interface FileColumns {
  columns: Column[];
  /** Column of a field, or −1. */
  indexOf(field: string | undefined): number;
  /** Fills `row.values`. */
  fill(row: Row): void;
}

/** Codes that only the 2016 tables have (data standard of 发改电〔2015〕557号). */
const ONLY_2016: ReadonlySet<string> = new Set(
  'XK_XMMC XK_BM XK_SPLB XK_XDR XK_XDR_ZDM XK_XDR_GSDJ XK_XDR_SFZ XK_FR XK_JZQ XK_XZJG CF_CFMC CF_CFLB1 CF_CFLB2 CF_XDR CF_XDR_ZDM CF_XDR_GSDJ CF_XDR_SFZ CF_FR CF_JG CF_JZQ CF_XZJG CF_ZT CF_BM'.split(
    ' ',
  ),
);
/** Codes that both editions have. */
const BOTH: ReadonlySet<string> = new Set(
  'XK_WSH XK_NR XK_XDR_SHXYM XK_XDR_SWDJ XK_JDRQ XK_ZT BZ CF_WSH CF_SY CF_YJ CF_XDR_SHXYM CF_XDR_SWDJ CF_JDRQ CF_GSJZQ'.split(
    ' ',
  ),
);
const EXCHANGE_CODE = /^(XK|CF)_|^BZ$/;

/** True when the item has columns of the national exchange tables. */
export function hasExchangeCodes(item: CatalogueItem): boolean {
  return item.fields.some((field) => field.aliases.some((alias) => /^(XK|CF)_/.test(alias)));
}

function headerOf(field: Field, layout: Layout): string | undefined {
  if (layout === 'chinese') return field.label;
  const codes = field.aliases.filter((alias) => EXCHANGE_CODE.test(alias));
  const own =
    layout === '2016'
      ? (codes.find((code) => ONLY_2016.has(code)) ?? codes.find((code) => BOTH.has(code)))
      : codes.find((code) => !ONLY_2016.has(code));
  if (own !== undefined) return own;
  // A mandatory field without a code in this edition keeps a name that the importer knows.
  return field.required && field.defaultFrom === undefined ? (codes[0] ?? field.label) : undefined;
}

const NEEDS_QUOTES: ReadonlySet<string> = new Set(['text', 'name', 'capital', 'choice', 'choices']);

/** Order in which columns are written: a field after those that its condition or bound looks at. */
function writingOrder(columns: readonly Column[]): number[] {
  const placed = new Set<number>();
  const order: number[] = [];
  const at = new Map(columns.map((column, index) => [column.field.name, index]));
  const visit = (index: number): void => {
    if (placed.has(index)) return;
    placed.add(index);
    const needed = at.get(columns[index]?.field.requiredWhen?.field ?? '');
    if (needed !== undefined) visit(needed);
    order.push(index);
  };
  for (let index = 0; index < columns.length; index++) visit(index);
  return order;
}

/** Compiles the columns of one file. */
export function columnsOf(ground: FileGround): FileColumns {
  const columns: Column[] = [];
  for (const field of ground.item.fields) {
    const header = headerOf(field, ground.layout);
    if (header === undefined) continue;
    columns.push({
      field,
      header,
      produce: producerOf(field, ground, textProducer),
      quoted: NEEDS_QUOTES.has(field.type),
    });
  }
  const at = new Map(columns.map((column, index) => [column.field.name, index]));
  const steps = writingOrder(columns).map((index): ((row: Row) => void) => {
    const column = columns[index] as Column;
    const condition = column.field.requiredWhen;
    const watched = condition === undefined ? undefined : at.get(condition.field);
    const identity = ground.item.identity.codes.includes(column.field.name);
    const { produce } = column;
    if (condition === undefined || watched === undefined || identity) {
      return (row) => {
        row.values[index] = produce(row);
      };
    }
    const list = ground.codeLists.get(columns[watched]?.field.codeList ?? '') ?? [];
    const labelsOf = (codes: readonly string[]): string[] =>
      list.filter((value) => codes.includes(value.code)).map((value) => value.label);
    return (row) => {
      row.values[index] = holds(condition, row.values[watched] ?? '', labelsOf) ? produce(row) : '';
    };
  });
  return {
    columns,
    indexOf: (field) => (field === undefined ? -1 : (at.get(field) ?? -1)),
    fill: (row) => {
      for (let step = 0; step < steps.length; step++) steps[step]?.(row);
    },
  };
}
