/** Parts of SQL that every kind of comparison is made of. Codes and field names come from declarations. Pure. */
import type { CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import type { ComparedPair, ComparisonRule, Likeness } from '@xinheng/contracts/comparison.ts';
import { fieldBehind } from '../../../../platform/city/index.ts';
import { categoryField, namesPerson } from '../../../records/index.ts';

/** A text as SQL writes it. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

export function oneOf(expression: string, codes: readonly string[]): string {
  return `${expression} in (${codes.map(literal).join(', ')})`;
}

/** Records that stand. */
export function stands(alias: string): string {
  return `${alias}.recorded_until = 'infinity' and ${alias}.state = 'valid'`;
}

/** Columns of the register's card by what declarations call them. */
const cardColumns: Record<string, string> = {
  ...{ code: 'subject_code', name: 'name', status: 'status', region: 'region', industry: 'industry' },
  ...{ entityType: 'entity_type', establishedOn: 'established_on::text', address: 'address' },
  legalRepresentative: 'legal_representative',
};

/** The column of the card that an operand names; undefined when it names a field of a record. */
export function cardPart(operand: string): string | undefined {
  return operand.startsWith('subject.') ? operand.slice('subject.'.length) : undefined;
}

export function cardSql(operand: string, alias: string): string {
  return `${alias}.${cardColumns[cardPart(operand) ?? ''] ?? 'name'}`;
}

/** The field of an item behind an operand. */
export function fieldOf(item: CatalogueItem, operand: string): Field | undefined {
  const name = fieldBehind(item, operand.replace('#year', ''));
  return item.fields.find((field) => field.name === name);
}

/** A value of a record as text. */
export function recordSql(item: CatalogueItem, operand: string, alias: string): string {
  if (operand === '@documentNumber') return `${alias}.document_number`;
  const value = `${alias}.payload ->> ${literal(fieldOf(item, operand)?.name ?? '')}`;
  return operand.endsWith('#year') ? `left(${value}, 4)` : `(${value})`;
}

/** Whether lists leave the value out: what is not public, numbers of persons, and names in rows about persons. */
export function sensitiveSql(item: CatalogueItem, operand: string, alias: string): string {
  const field = fieldOf(item, operand);
  if (field === undefined) return 'false';
  const level = field.disclosure ?? item.disclosure;
  if (field.mask !== undefined || field.type === 'person-id' || level !== 'public') return 'true';
  const category = categoryField(item);
  if (category === undefined || !namesPerson(item, field)) return 'false';
  return `coalesce(${alias}.payload ->> ${literal(category)} in ('natural-person', '自然人'), false)`;
}

const numeric = (value: string) => `(case when ${value} ~ '^-?[0-9]+([.][0-9]+)?$' then (${value})::numeric end)`;

/** Both are filled and not the same once spelling is left aside. */
export function differsSql(
  left: string,
  right: string,
  { as, tolerance }: Pick<ComparedPair, 'as' | 'tolerance'>,
): string {
  const raw = `${left} <> ${right} and ${left} <> '' and ${right} <> ''`;
  const alike: Record<Likeness, string> = {
    name: folded(left, right),
    person: folded(left, right),
    text: folded(left, right),
    code: folded(left, right),
    // Addresses are written with and without points and dashes.
    address: `regexp_replace(comparison.fold(${left}), '[,.;:·，。、；：\\-—]', '', 'g')
      <> regexp_replace(comparison.fold(${right}), '[,.;:·，。、；：\\-—]', '', 'g')`,
    number: numbers(numeric(left), numeric(right), tolerance ?? 0),
    date: 'true',
  };
  return `(${raw} and ${alike[as]})`;
}

function folded(left: string, right: string): string {
  return `comparison.fold(${left}) <> comparison.fold(${right})`;
}

function numbers(left: string, right: string, tolerance: number): string {
  return `coalesce(abs(${left} - ${right}) > ${tolerance} * greatest(abs(${left}), abs(${right})), true)`;
}

/** The condition that the rule puts on the left record. */
export function whenSql({ when }: ComparisonRule, alias: string): string {
  if (when === undefined) return 'true';
  const codes = when.noneOf.map(literal).join(', ');
  return `coalesce(${alias}.payload ->> ${literal(when.field)}, '') not in (${codes})`;
}

/** The columns of what was found, in their order. */
export const foundColumns = `rule, pair, subject_code, left_item, left_department, left_record, left_version, left_batch,
  left_row, left_value, other_subject, right_item, right_department, right_record, right_version, right_batch, right_row,
  right_value, sensitive`;

/** The columns of one record as a side. */
export const sideSql = (alias: string) =>
  `${alias}.item, ${alias}.department, ${alias}.record_key, ${alias}.version, ${alias}.batch_id, ${alias}.row_number`;
/** The columns of a card as a side. */
export const cardSideSql = (alias: string) =>
  `null, null, null::uuid, null::integer, ${alias}.batch_id, ${alias}.row_number`;
