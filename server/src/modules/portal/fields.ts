import type { CatalogueEdition, CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import { categoryField, namesPerson } from '../records/index.ts';
import { capitalText, chineseDay, grouped } from './wording.ts';

/**
 * Whether the public may see a field. The records door has removed the others already; the portal asks again, because a
 * page that shows too much cannot be called back.
 */
export function isPublicField(item: CatalogueItem, field: Field): boolean {
  if (item.disclosure !== 'public') return false;
  if (field.type === 'person-id' || field.mask === 'person-id') return false;
  return (field.disclosure ?? item.disclosure) === 'public';
}

/** The public fields of an item in catalogue order. */
export function publicFields(item: CatalogueItem): Field[] {
  return item.fields.filter((field) => isPublicField(item, field));
}

interface PublicFields {
  category: string | undefined;
  fields: Field[];
  /** The same in a row about a natural person. */
  ofPerson: Field[];
}

const publicFieldsByItem = new WeakMap<CatalogueItem, PublicFields>();

/**
 * The public fields of one record. In a row about a natural person everyone named, the party too, is masked whatever the
 * declaration says; the same field in a company's row is its legal representative, a registered fact public by law.
 */
export function publicFieldsOf(item: CatalogueItem, payload: Record<string, unknown>): Field[] {
  let known = publicFieldsByItem.get(item);
  if (known === undefined) {
    const fields = publicFields(item);
    known = {
      category: categoryField(item),
      fields,
      ofPerson: fields.map((field) =>
        field.mask === undefined && namesPerson(item, field) ? { ...field, mask: 'person-name' } : field,
      ),
    };
    publicFieldsByItem.set(item, known);
  }
  const category = known.category === undefined ? undefined : payload[known.category];
  return category === 'natural-person' || category === '自然人' ? known.ofPerson : known.fields;
}

/** 张三丰 → 张**. Idempotent; keeps the first character only. */
export function maskPerson(name: string): string {
  const letters = [...name.trim()];
  return letters.length === 0 ? '' : (letters[0] ?? '') + '*'.repeat(Math.max(1, letters.length - 1));
}

/** 13812345678 → 138****5678. Idempotent. */
export function maskPhone(phone: string): string {
  return phone.replace(/(?<!\d)(\d{3})\d{4,}(\d{4})(?!\d)/g, '$1****$2');
}

// An identity number of a natural person inside free text: region, a real birth date, order, check. A USCC of digits
// only does not have a birth date there, or stands under its own label.
const personIdInText =
  /(?<![0-9A-Za-z])(\d{6})(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![0-9A-Za-z])/g;

/** Masks natural persons' identity numbers that a department wrote into a free text: 370102********0032. */
export function maskPersonIds(text: string): string {
  return text.replace(personIdInText, (whole, region: string) => `${region}********${whole.slice(-4)}`);
}

/**
 * The text of a field's value for the public, or null when it is empty. Code values become labels, dates and amounts are
 * written in Chinese, persons are masked where the declaration says so.
 */
export function fieldText(catalogue: CatalogueEdition, field: Field, value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  switch (field.type) {
    case 'date':
      return chineseDay(String(value));
    case 'number':
    case 'integer':
      // Without a unit it is a year or a number of order, which is not grouped.
      return field.unit ? `${grouped(String(value))} ${field.unit}` : String(value);
    case 'capital':
      return isCapital(value) ? capitalText(value) : String(value);
    case 'choice':
      return labelOf(catalogue, field, value);
    case 'choices': {
      const chosen = Array.isArray(value) ? value : [value];
      return chosen.length === 0 ? null : chosen.map((code) => labelOf(catalogue, field, code)).join('、');
    }
    case 'person-id':
      return null;
    default:
      return maskedText(field, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
}

/** A field's value for machines: as stored, persons and phones masked like on the pages. */
export function publicValue(field: Field, value: unknown): unknown {
  const textual = ['text', 'name', 'person', 'identifier', 'authority-code'].includes(field.type);
  return textual && typeof value === 'string' ? maskedText(field, value) : value;
}

function maskedText(field: Field, text: string): string {
  if (field.mask === 'person-name') return maskPerson(text);
  if (field.mask === 'phone') return maskPhone(text);
  if (field.type === 'identifier' || field.type === 'authority-code') return text;
  return maskPersonIds(text);
}

function isCapital(value: unknown): value is { amount: string; currency: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'amount' in value &&
    'currency' in value &&
    typeof value.amount === 'string' &&
    typeof value.currency === 'string'
  );
}

function labelOf(catalogue: CatalogueEdition, field: Field, code: unknown): string {
  const list = catalogue.codeLists.find((candidate) => candidate.name === field.codeList);
  return list?.values.find((value) => value.code === code)?.label ?? String(code);
}
