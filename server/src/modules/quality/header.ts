/** Which column is which field: the catalogue's labels and aliases against the supplier's header. */
import type { CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';

export interface HeaderMap {
  /** Index of the field in `item.fields` for every column, -1 for none. */
  columns: number[];
  /** Fields that every row needs and no column holds. */
  missing: Field[];
  /** Columns that are neither a field nor left out on purpose. */
  unknown: string[];
  /** Columns whose field an earlier column already holds. */
  duplicated: string[];
}

/** Columns that our own fix files add; read back, they are left out without a word. */
export const ownColumns: readonly string[] = ['原行号', '错误说明'];

/** A header cell as compared: NFKC, capitals, no spaces or marks; parentheses stay. */
function fold(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s\p{Cf}*'"“”:：_\-—.·]+/gu, '')
    .replace(/[〔【[{]/g, '(')
    .replace(/[〕】\]}]/g, ')')
    .toUpperCase();
}

/** Without what stands in parentheses (units, notes) and without the parentheses. */
function bare(folded: string): string {
  return folded.replace(/\([^()]*\)/g, '').replace(/[()]/g, '');
}

/** Maps spellings to fields; a spelling that two fields share after stripping belongs to neither. */
function spellings(item: CatalogueItem): { exact: Map<string, number>; loose: Map<string, number> } {
  const exact = new Map<string, number>();
  const loose = new Map<string, number>();
  const put = (map: Map<string, number>, key: string, field: number, shared: number): void => {
    if (key === '') return;
    const held = map.get(key);
    map.set(key, held === undefined || held === field ? field : shared);
  };
  for (const [at, field] of item.fields.entries()) {
    for (const text of [field.label, field.name, ...field.aliases]) {
      const folded = fold(text);
      if (!exact.has(folded)) exact.set(folded, at);
      put(loose, bare(folded), at, -1);
    }
  }
  return { exact, loose };
}

/** What stands inside the parentheses, if the whole header is `something(this)`. */
function inside(folded: string): string {
  return /\(([^()]+)\)$/.exec(folded)?.[1] ?? '';
}

/**
 * Finds each column's field: by its label or an alias as written; else without units and notes in parentheses
 * (罚款金额(万元)); else by what the parentheses hold (行政相对人代码_1(统一社会信用代码)). Column order is free.
 */
export function mapHeader(header: string[], item: CatalogueItem): HeaderMap {
  const { exact, loose } = spellings(item);
  const ignored = new Set([...ownColumns, ...(item.ignoredColumns ?? [])].map(fold));
  const columns = new Array<number>(header.length).fill(-1);
  const taken = new Set<number>();
  const unknown: string[] = [];
  const duplicated: string[] = [];
  const folded = header.map(fold);
  const claim = (at: number, field: number): void => {
    if (taken.has(field)) duplicated.push(header[at] as string);
    else {
      taken.add(field);
      columns[at] = field;
    }
  };
  // Exact spellings first, so that a looser one never takes a field from the column that names it.
  const open: number[] = [];
  for (const [at, text] of folded.entries()) {
    if (text === '') continue;
    const field = exact.get(text);
    if (field !== undefined) claim(at, field);
    else if (!ignored.has(text)) open.push(at);
  }
  for (const at of open) {
    const text = folded[at] as string;
    const field = loose.get(bare(text)) ?? exact.get(inside(text)) ?? -1;
    if (field < 0 || taken.has(field)) unknown.push(header[at] as string);
    else claim(at, field);
  }
  const missing = item.fields.filter(
    (field, at) => field.required === true && !taken.has(at) && !standIn(field, item, taken),
  );
  return { columns, missing, unknown, duplicated };
}

/** A required field whose value another column supplies. */
function standIn(field: Field, item: CatalogueItem, taken: Set<number>): boolean {
  if (field.defaultFrom === undefined) return false;
  return taken.has(item.fields.findIndex(({ name }) => name === field.defaultFrom));
}
