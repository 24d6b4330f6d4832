/** Turns one checked row into its line of the staging table: whose it may be, what it says, and its fingerprints. */
import { hash } from 'node:crypto';
import type { CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { foldName } from '@xinheng/contracts/fold-name.ts';
import { type City, regionOf } from '../../platform/city/index.ts';
import type { CheckedRow } from '../quality/index.ts';
import { initialsOf } from '../registry/index.ts';
import { copyJson, copyText } from './copy-text.ts';

export interface RowTarget {
  city: City;
  item: CatalogueItem;
  department: string;
  batchId: number;
}

/**
 * The COPY line of a row that passed the checks.
 * record_key names the record for ever: item, providing department and natural key; content_hash changes when anything
 * the department said changes. Both are 128-bit MD5, a fingerprint against accidents; the proof against people is the
 * sealed log's, not this.
 */
export function stagedLine(target: RowTarget, row: CheckedRow, rowNumber: number): string {
  const payload = JSON.stringify(row.values);
  const { item } = target;
  const { code, registrationNumber, organisationCode, taxNumber } = codesOf(row.candidates);
  const precedence = item.precedence === undefined ? '' : String(row.values[item.precedence] ?? '');
  const subject =
    item.subject.role === 'about'
      ? '\\N'
      : copyJson(JSON.stringify(subjectExtras(target, row, { code, registrationNumber, taxNumber } as Codes)));
  // Numbers, codes, days and fingerprints hold nothing that COPY would read; only free text is looked through.
  return `${target.batchId}\t${rowNumber}\t${row.outcome}\t${code ?? NULL}\t${registrationNumber ?? NULL}\t${
    organisationCode ?? NULL
  }\t${taxNumber ?? NULL}\t${copyText(row.name)}\t${copyText(row.nameFolded)}\t${hash(
    'md5',
    `${item.code}\t${target.department}\t${row.keyParts}`,
  )}\t${hash('md5', payload)}\t${copyText(precedence)}\t${filledFields(row.values)}\t${copyText(row.documentNumber)}\t${
    row.occurredOn ?? NULL
  }\t${row.effectiveFrom ?? NULL}\t${row.effectiveUntil ?? NULL}\t${row.severity ?? NULL}\t${row.shownFrom ?? NULL}\t${
    row.shownUntil ?? NULL
  }\t${copyJson(payload)}\t${subject}`;
}

const NULL = '\\N';

function filledFields(values: CheckedRow['values']): number {
  let count = 0;
  for (const name in values) if (values[name] !== undefined) count++;
  return count;
}

interface Codes {
  code?: string;
  registrationNumber?: string;
  organisationCode?: string;
  taxNumber?: string;
}

/** The first reading of each scheme. */
export function codesOf(candidates: CheckedRow['candidates']): Codes {
  const codes: Codes = {};
  for (const { scheme, value } of candidates) {
    if (scheme === 'uscc') codes.code ??= value;
    else if (scheme === 'registration-number') codes.registrationNumber ??= value;
    else if (scheme === 'organisation-code') codes.organisationCode ??= value;
    else codes.taxNumber ??= value;
  }
  return codes;
}

interface SubjectExtras {
  kind: string;
  region: string | null;
  initials: string;
  identifiers?: { scheme: string; value: string }[];
}

/** What a row says of its subject beside the payload, for items that register or update subjects. */
export function subjectExtras(
  target: Pick<RowTarget, 'item' | 'city'>,
  row: Pick<CheckedRow, 'values' | 'name'>,
  codes: Codes,
): SubjectExtras {
  const { item, city } = target;
  const role = item.subject;
  if (role.role === 'about') throw new Error('an item about subjects has no subject extras');
  const textOf = (field: string | undefined) => (field ? String(row.values[field] ?? '') : '');
  const region = regionOf(city, textOf(role.sets?.region)) ?? regionOf(city, textOf(role.sets?.address));
  const extras: SubjectExtras = { kind: '', region, initials: row.name ? initialsOf(row.name) : '' };
  if (role.role !== 'registers') return extras;
  extras.kind = (codes.code && role.kindByPrefix?.[codes.code.slice(0, 2)]) || role.kind;
  const identifiers: { scheme: string; value: string }[] = [];
  if (codes.registrationNumber) identifiers.push({ scheme: 'registration-number', value: codes.registrationNumber });
  if (codes.taxNumber) identifiers.push({ scheme: 'tax-number', value: codes.taxNumber });
  for (const { scheme, field } of role.identifiers ?? []) {
    for (const value of textOf(field).split(/[;；、]/)) {
      const kept = scheme === 'former-name' ? foldName(value) : value.trim();
      if (kept !== '') identifiers.push({ scheme, value: kept });
    }
  }
  if (identifiers.length > 0) extras.identifiers = identifiers;
  return extras;
}
