import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import type { Fact, PageView, SupplyLine } from '@xinheng/contracts/portal.ts';
import type { Holding } from '../records/index.ts';
import { publicFields } from './fields.ts';
import type { PortalReads } from './reads.ts';
import { departmentName, type Names } from './records.ts';
import { citation, periodText, windowWords } from './windows.ts';
import { chineseDayOf, chineseMoment, grouped, isoDayOf, sections, typeset } from './wording.ts';

type View<K extends PageView['kind']> = Extract<PageView, { kind: K }>;

/** Holdings of items that the public may see; the others do not exist for the portal, not even as a count. */
export function publicHoldings(names: Names, holdings: readonly Holding[]): Holding[] {
  return holdings.filter((holding) => names.items.get(holding.item)?.disclosure === 'public');
}

function sumBy(holdings: readonly Holding[], key: 'item' | 'department'): Map<string, number> {
  const sums = new Map<string, number>();
  for (const holding of holdings) sums.set(holding[key], (sums.get(holding[key]) ?? 0) + holding.currentRecords);
  return sums;
}

function publicItems(names: Names): CatalogueItem[] {
  return names.catalogue.items.filter((item) => item.disclosure === 'public');
}

/** Every public item with its count, in catalogue order. */
export function itemLines(names: Names, holdings: readonly Holding[]): (SupplyLine & { section: string })[] {
  const counts = sumBy(publicHoldings(names, holdings), 'item');
  return publicItems(names).map((item) => ({
    code: item.code,
    name: item.name,
    href: `/items/${item.code}`,
    count: counts.get(item.code) ?? 0,
    section: item.section,
  }));
}

/** Departments with their counts, most first; departments that supply nothing public are left out on request. */
export function departmentLines(
  reads: PortalReads,
  names: Names,
  holdings: readonly Holding[],
  level?: 'city' | 'county',
): SupplyLine[] {
  const counts = sumBy(publicHoldings(names, holdings), 'department');
  return reads.departments
    .filter((department) => level === undefined || department.level === level)
    .map(({ code, name }) => ({ code, name, href: `/departments/${code}`, count: counts.get(code) ?? 0 }))
    .sort((a, b) => b.count - a.count);
}

/** The catalogue's items by portal section, for /items. */
export function itemSections(names: Names, holdings: readonly Holding[]): View<'items'>['sections'] {
  const lines = itemLines(names, holdings);
  return sections
    .map(({ code, name, meaning }) => ({ name, meaning, items: lines.filter((line) => line.section === code) }))
    .filter((section) => section.items.length > 0);
}

/** What one department supplies. */
export function suppliedItems(names: Names, holdings: readonly Holding[], department: string): SupplyLine[] {
  return publicHoldings(names, holdings)
    .filter((holding) => holding.department === department)
    .map((holding) => ({
      code: holding.item,
      name: names.items.get(holding.item)?.name ?? holding.item,
      href: `/items/${holding.item}`,
      count: holding.currentRecords,
      note: `最近更新：${chineseDayOf(holding.lastRecorded)}`,
    }))
    .sort((a, b) => b.count - a.count);
}

/** What an item is, by whom, due when, shown how long, with which public fields. */
export function itemDescription(
  names: Names,
  item: CatalogueItem,
  holdings: readonly Holding[],
): Pick<View<'item'>, 'name' | 'meaning' | 'facts' | 'windows' | 'fields'> {
  const count = sumBy(publicHoldings(names, holdings), 'item').get(item.code) ?? 0;
  const label = (name: string) => item.fields.find((field) => field.name === name)?.label ?? name;
  const facts: Fact[] = [
    { label: '目前条数', value: `${grouped(String(count))} 条` },
    {
      label: '提供部门',
      value: departmentName(names, item.provider),
      href: names.departments.has(item.provider) ? `/departments/${item.provider}` : undefined,
    },
    { label: '报送时限', value: `从“${label(item.due.from)}”起 ${periodText(item.due)}内` },
    { label: '公开范围', value: '向社会公开' },
    { label: '国家目录分类', value: `第 ${item.nationalClass} 类` },
    { label: '依据', value: typeset(citation(item.legalBasis)) },
  ];
  return {
    name: item.name,
    meaning: sections.find((section) => section.code === item.section)?.meaning ?? '',
    facts,
    windows: windowWords(item).map(({ heading, sentences, source }) => ({ heading, sentences, source })),
    fields: publicFields(item).map((field) => ({
      label: field.label,
      note: field.mask === 'person-name' ? '隐去姓名' : '',
    })),
  };
}

function inCatalogueOrder(names: Names, holdings: readonly Holding[]): Holding[] {
  const order = new Map(publicItems(names).map((item, index) => [item.code, index]));
  return [...holdings].sort(
    (a, b) => (order.get(a.item) ?? 0) - (order.get(b.item) ?? 0) || b.currentRecords - a.currentRecords,
  );
}

/** The open statistics: item × department, newest supply as the date. */
export function statisticsOf(
  names: Names,
  holdings: readonly Holding[],
  subjects: number,
): Pick<View<'statistics'>, 'asOf' | 'totals' | 'rows'> {
  const shown = publicHoldings(names, holdings);
  const rows = inCatalogueOrder(names, shown);
  const records = shown.reduce((sum, holding) => sum + holding.currentRecords, 0);
  return {
    asOf: lastRecorded(shown) ?? '尚无数据',
    totals: [
      { label: '经营主体', value: grouped(String(subjects)) },
      { label: '信用信息（条）', value: grouped(String(records)) },
      { label: '提供部门', value: String(new Set(shown.map(({ department }) => department)).size) },
      { label: '信息项', value: String(new Set(shown.map(({ item }) => item)).size) },
    ],
    rows: rows.map((holding) => ({
      item: names.items.get(holding.item)?.name ?? holding.item,
      itemHref: `/items/${holding.item}`,
      department: departmentName(names, holding.department),
      departmentHref: `/departments/${holding.department}`,
      count: holding.currentRecords,
      last: chineseDayOf(holding.lastRecorded),
    })),
  };
}

/** When the newest public record came in, Asia/Shanghai; undefined before the first. */
export function lastRecorded(holdings: readonly Holding[]): string | undefined {
  const newest = holdings
    .map((holding) => holding.lastRecorded)
    .sort()
    .at(-1);
  return newest === undefined ? undefined : chineseMoment(newest);
}

/**
 * The statistics as CSV with a byte-order mark, so that spreadsheet programs read it as UTF-8. Days are written
 * YYYY-MM-DD (GB/T 7408), so that programs can sort and compute with them. A cell that a spreadsheet would run as a
 * formula is led by an apostrophe (OWASP, CSV injection).
 */
export function statisticsCsv(names: Names, holdings: readonly Holding[]): string {
  const shown = inCatalogueOrder(names, publicHoldings(names, holdings));
  const asOf = shown.map(({ lastRecorded: last }) => isoDayOf(last)).reduce((a, b) => (a > b ? a : b), '');
  const lines = [
    ['信息项', '部门', '条数', '最近更新', '数据截至'],
    ...shown.map((holding) => [
      names.items.get(holding.item)?.name ?? holding.item,
      departmentName(names, holding.department),
      String(holding.currentRecords),
      isoDayOf(holding.lastRecorded),
      asOf,
    ]),
  ];
  return `\uFEFF${lines.map((cells) => cells.map(csvCell).join(',')).join('\r\n')}\r\n`;
}

/** One CSV cell: formulas neutralised, quoted where it must be. */
export function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
