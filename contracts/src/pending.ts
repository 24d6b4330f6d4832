/**
 * Review of rows that wait (待认领、待核对): who it may be about, and what was decided. Addresses begin with
 * /api/v1/officer.
 *
 *   GET  /pending/{key}              PendingFile      states a purpose
 *   POST /pending/{key}/decisions    DecisionRequest → DecisionResult
 *                                    409 already-decided: `decided` of the problem is the DecisionEntry that was faster, or null
 *
 * Key of a row: `batch-row` (the list's `batch~row` is taken too). Several rows at once: the bulk actions `dismiss`, `send-back` and `defer` of the list
 * `pending` (listing.ts); its filter state=waiting is the to-do.
 */
import type { RowFinding } from './row-check.ts';
import type { FieldCell } from './subject-file.ts';
import type { NamedCode } from './workbench.ts';

/** 待处理 · 已认领 · 不予采用 · 退回部门. */
export type PendingState = 'waiting' | 'attached' | 'dismissed' | 'returned';

/**
 * `attach` to a subject · `dismiss` · `send-back` to the department · of two contents of one key `keep-present` or
 * `take-waiting` · `defer`: it goes on waiting, with a note · `undo` the last decision while nothing rests on it.
 * A subject is not created here: its registration is entered, and the row then finds it by itself.
 */
export type Decision = 'attach' | 'dismiss' | 'send-back' | 'keep-present' | 'take-waiting' | 'defer' | 'undo';

export interface DecisionEntry {
  decisionId: string;
  decision: Decision;
  /** Name of the officer; 系统 for what was attached by itself when the subject arrived. */
  by: string;
  department: NamedCode | null;
  at: string;
  reason: string | null;
  subjectCode: string | null;
  automatic: boolean;
}

export type CandidateReasonKind =
  | 'code'
  | 'former-code'
  | 'registration-number'
  | 'organisation-code'
  | 'tax-number'
  | 'name'
  | 'former-name'
  | 'near-name'
  | 'representative'
  | 'address';

export interface Candidate {
  subjectCode: string;
  name: string;
  kind: string;
  status: string;
  region: NamedCode | null;
  legalRepresentative: string | null;
  address: string | null;
  establishedOn: string | null;
  /** Strongest first. */
  reasons: { kind: CandidateReasonKind; text: string; weight: number }[];
  /** Larger is likelier: the sum of the weights of its reasons. For the order only. */
  score: number;
  /** What the row says beside what the register says, field by field. */
  comparison: { label: string; row: string | null; register: string | null; agrees: boolean | null }[];
  /** The subject has a record of this very key already: attaching would add a version, or nothing when it says the same. */
  present?: { recordKey: string; version: number; same: boolean };
}

/** What the row itself says about its subject. */
export interface Claims {
  name: string | null;
  code: string | null;
  registrationNumber: string | null;
  organisationCode: string | null;
  taxNumber: string | null;
  legalRepresentative: string | null;
  address: string | null;
}

export interface WaitingField extends FieldCell {
  /** What was sent, where the checks wrote it otherwise. */
  sent?: string;
}

/** The same key with other content: what is in force on the left, what waits on the right. */
export interface Rival {
  subjectCode: string;
  subjectName: string;
  recordKey: string;
  version: number;
  batch: number;
  row: number;
  recordedFrom: string;
  fields: { name: string; label: string; present: string | null; waiting: string | null; differs: boolean }[];
}

export interface PendingFile {
  key: string;
  batch: number;
  row: number;
  item: string;
  itemName: string;
  department: NamedCode;
  sourceName: string;
  receivedAt: string;
  reason: string;
  reasonText: string;
  state: PendingState;
  /** Sent back with a decision; a row that was decided meanwhile refuses it. */
  version: number;
  attachedTo: string | null;
  claims: Claims;
  fields: WaitingField[];
  findings: RowFinding[];
  candidates: Candidate[];
  rival?: Rival;
  /** Newest first. */
  decisions: DecisionEntry[];
  /** What the viewer may decide now. */
  allowed: Decision[];
}

export interface DecisionRequest {
  decision: Decision;
  version: number;
  /** For `attach`. */
  subjectCode?: string;
  /** Needed for all but `attach`. */
  reason?: string;
}

export interface DecisionResult {
  key: string;
  state: PendingState;
  version: number;
  decided: DecisionEntry;
  /** The record version that the decision wrote. */
  record?: { subjectCode: string; recordKey: string; version: number };
}
