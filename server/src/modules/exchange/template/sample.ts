/** 样例: rows of an item that the importer takes without a remark, and that everybody sees are nobody's. Pure. */
import type { CatalogueItem, CodeList, Field } from '@xinheng/contracts/catalogue.ts';
import { organisationCodeFrom } from '@xinheng/contracts/codes/organisation-code.ts';
import { usccFrom } from '@xinheng/contracts/codes/uscc.ts';

/** Codes that begin so are given to nobody. */
const reservedBody = 'XHYL00';
const rows = 2;

/** The sample's cells by the item's fields, an empty text where nothing stands. */
export function sampleRows(item: CatalogueItem, codeLists: readonly CodeList[]): string[][] {
  return Array.from({ length: rows }, (_, at) =>
    item.fields.map((field) => sampleCell(item, field, codeLists, at + 1)),
  );
}

function sampleCell(item: CatalogueItem, field: Field, codeLists: readonly CodeList[], n: number): string {
  if (field.type === 'person-id' || isAbout(field, item, 'person-id')) return '';
  switch (field.type) {
    case 'identifier':
      return field.name === item.identity.codes[0] ? codeOf(item, n) : '';
    case 'authority-code':
      return usccFrom(`11370100${organisationCodeFrom(`${reservedBody}90`)}`);
    case 'date':
      return dayOf(field, n);
    case 'number':
    case 'integer':
      return numberOf(field, n);
    case 'capital':
      return `${n * 100}万元人民币`;
    case 'choice':
    case 'choices':
      return choiceOf(item, field, codeLists);
    default:
      return textOf(item, field, n);
  }
}

/** Whether the field says of what kind another one is: 证件类型 beside 证件号码. */
function isAbout(field: Field, item: CatalogueItem, type: Field['type']): boolean {
  return item.fields.some((one) => one.type === type && field.name === `${one.name}Type`);
}

/** 91 企业, 92 个体工商户, 93 农民专业合作社. */
function codeOf({ code, subject }: CatalogueItem, n: number): string {
  const kind = subject.role === 'registers' ? subject.kind : code;
  const prefix = kind.startsWith('individual') ? '92' : kind.includes('cooperative') ? '93' : '91';
  return usccFrom(`${prefix}370102${organisationCodeFrom(`${reservedBody}0${n}`)}`);
}

/** A day behind us all; what must not be earlier than another day comes two years later. */
function dayOf(field: Field, n: number): string {
  const year = field.notBefore === undefined || field.notFuture === true ? 2025 : 2027;
  return `${year}-0${n + 2}-10`;
}

function numberOf({ type, min = 0, max = Number.POSITIVE_INFINITY }: Field, n: number): string {
  // A year has its bounds in the thousands.
  if (min > 1000 && max < 10_000) return '2025';
  const value = Math.min(max, Math.max(min, n * 10));
  return type === 'integer' ? String(Math.round(value)) : String(value);
}

function choiceOf(item: CatalogueItem, field: Field, codeLists: readonly CodeList[]): string {
  const values = codeLists.find(({ name }) => name === field.codeList)?.values ?? [];
  const individual = item.subject.role === 'registers' && item.subject.kind.startsWith('individual');
  const wanted = field.codeList === 'subject-category' && individual ? 'individual-business' : values[0]?.code;
  return values.find(({ code }) => code === wanted)?.label ?? '';
}

function textOf(item: CatalogueItem, field: Field, n: number): string {
  const most = field.maxLength ?? 200;
  const text = wordsOf(item, field, n);
  return text.length > most ? text.slice(0, most) : text;
}

function wordsOf(item: CatalogueItem, field: Field, n: number): string {
  if (field.name === item.identity.name) return `济南样例${n}号商贸有限公司`;
  if (field.name === item.documentNumber) return `济样〔2025〕${n}号`;
  if (field.type === 'person') return n === 1 ? '样某甲' : '样某乙';
  if (/机关|单位|部门|法院|机构/.test(field.label)) return '济南市某局';
  if (/地址|住所|场所/.test(field.label)) return `济南市历下区样例路${n}号`;
  if (/号/.test(field.label)) return `样例${n}号`;
  return `（填写${field.label}）`;
}
