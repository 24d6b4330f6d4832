/** What the checks make of one row. */

import type { Severity } from '@xinheng/contracts/catalogue.ts';
import type { IdentifierCandidate } from '@xinheng/contracts/codes/identifier.ts';

export type Outcome = 'accepted' | 'corrected' | 'quarantined' | 'rejected';

export interface Finding {
  /** `warned` leaves the row as it is: its department is told. */
  outcome: Exclude<Outcome, 'accepted'> | 'warned';
  /** Rule family of docs: FM-00…FM-03, ID-01, ID-02, ID-04, LG-01, PV-01, and those of cities/base/quality-rules.yaml. */
  rule: string;
  /** Chinese label of the field; null for the row as a whole. */
  field: string | null;
  before: string | null;
  after: string | null;
  /** Chinese: what is wrong, and what would be right. */
  message: string;
}

/** One value of a record: text, decimal string, ISO day, codes of a list, an amount, or null for an open end. */
export type FieldValue = string | string[] | { amount: string; currency: string } | null;

export interface CheckedRow {
  outcome: Outcome;
  /** The record's payload: filled fields only, keys in the item's order; null is an open-ended date. */
  values: Record<string, FieldValue>;
  /** Readings of all identity numbers, strongest field first. */
  candidates: IdentifierCandidate[];
  name: string | null;
  nameFolded: string | null;
  documentNumber: string | null;
  occurredOn: string | null;
  effectiveFrom: string | null;
  effectiveUntil: string | null;
  severity: Severity | null;
  /** First and last day of public display; null and null when the public never sees it. */
  shownFrom: string | null;
  shownUntil: string | null;
  /** Natural key without its subject, joined by U+001F, spelling variants folded. */
  keyParts: string;
  findings: Finding[];
}

/** A row to be filled by `RowChecker.check`, again and again. */
export function emptyRow(): CheckedRow {
  return {
    outcome: 'accepted',
    values: {},
    candidates: [],
    name: null,
    nameFolded: null,
    documentNumber: null,
    occurredOn: null,
    effectiveFrom: null,
    effectiveUntil: null,
    severity: null,
    shownFrom: null,
    shownUntil: null,
    keyParts: '',
    findings: [],
  };
}

/** Shared by all rows that hold no values. */
const nothing: Record<string, FieldValue> = Object.freeze({});

/** Back to nothing, keeping the arrays; `values` is left to whoever kept it. */
export function clearRow(row: CheckedRow): void {
  row.outcome = 'accepted';
  row.values = nothing;
  if (row.candidates.length > 0) row.candidates.length = 0;
  row.name = null;
  row.nameFolded = null;
  row.documentNumber = null;
  row.occurredOn = null;
  row.effectiveFrom = null;
  row.effectiveUntil = null;
  row.severity = null;
  row.shownFrom = null;
  row.shownUntil = null;
  row.keyParts = '';
  if (row.findings.length > 0) row.findings.length = 0;
}

const gravity: Record<Outcome, number> = { accepted: 0, corrected: 1, quarantined: 2, rejected: 3 };

/** Longest piece of a value that a message repeats. */
const SHOWN = 80;

/** A value as a message may repeat it: at most 80 characters. */
export function shown(value: string): string {
  return value.length <= SHOWN ? value : `${value.slice(0, SHOWN)}…`;
}

/** Adds a finding; the gravest one decides the row. */
export function report(
  row: CheckedRow,
  outcome: Finding['outcome'],
  rule: string,
  field: string | null,
  before: string | null,
  after: string | null,
  message: string,
): void {
  row.findings.push({
    outcome,
    rule,
    field,
    before: before === null ? null : shown(before),
    after: after === null ? null : shown(after),
    message,
  });
  if (outcome !== 'warned' && gravity[outcome] > gravity[row.outcome]) row.outcome = outcome;
}
