/** Turns one checked row into its line of the staging table: whose it may be, what it says, and its fingerprints. */
import { hash } from 'node:crypto';
import type { CatalogueItem, Severity } from '@xinheng/contracts/catalogue.ts';
import { foldName } from '@xinheng/contracts/fold-name.ts';
import { type City, regionOf } from '../../platform/city/index.ts';
import type { CheckedRow } from '../quality/index.ts';
import { initialsOf } from '../registry/index.ts';
import { copyText } from './staging.ts';

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
  const codes: Partial<Record<string, string>> = {};
  for (const { scheme, value } of row.candidates) codes[scheme] ??= value;
  const precedence = item.precedence === undefined ? '' : String(row.values[item.precedence] ?? '');
  const subject = item.subject.role === 'about' ? null : JSON.stringify(subjectExtras(target, row, codes));
  return [
    target.batchId,
    rowNumber,
    row.outcome,
    copyText(codes.uscc),
    copyText(codes['registration-number']),
    copyText(codes['organisation-code']),
    copyText(codes['tax-number']),
    copyText(row.name),
    copyText(row.nameFolded),
    hash('md5', `${item.code}\t${target.department}\t${row.keyParts}`),
    hash('md5', payload),
    copyText(precedence),
    Object.keys(row.values).length,
    copyText(row.documentNumber),
    copyText(row.occurredOn),
    copyText(row.effectiveFrom),
    copyText(row.effectiveUntil),
    copyText(row.severity as Severity | null),
    copyText(row.shownFrom),
    copyText(row.shownUntil),
    copyText(payload),
    copyText(subject),
  ].join('\t');
}

interface SubjectExtras {
  kind: string;
  region: string | null;
  initials: string;
  identifiers?: { scheme: string; value: string }[];
}

function subjectExtras(target: RowTarget, row: CheckedRow, codes: Partial<Record<string, string>>): SubjectExtras {
  const { item, city } = target;
  const role = item.subject;
  if (role.role === 'about') throw new Error('an item about subjects has no subject extras');
  const textOf = (field: string | undefined) => (field ? String(row.values[field] ?? '') : '');
  const region = regionOf(city, textOf(role.sets?.region)) ?? regionOf(city, textOf(role.sets?.address));
  const extras: SubjectExtras = { kind: '', region, initials: row.name ? initialsOf(row.name) : '' };
  if (role.role !== 'registers') return extras;
  extras.kind = (codes.uscc && role.kindByPrefix?.[codes.uscc.slice(0, 2)]) || role.kind;
  const identifiers: { scheme: string; value: string }[] = [];
  for (const scheme of ['registration-number', 'tax-number'] as const) {
    if (codes[scheme]) identifiers.push({ scheme, value: codes[scheme] });
  }
  for (const { scheme, field } of role.identifiers ?? []) {
    for (const value of textOf(field).split(/[;；、]/)) {
      const kept = scheme === 'former-name' ? foldName(value) : value.trim();
      if (kept !== '') identifiers.push({ scheme, value: kept });
    }
  }
  if (identifiers.length > 0) extras.identifiers = identifiers;
  return extras;
}
