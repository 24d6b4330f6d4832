/**
 * One row, checked, entered, kept as a draft, amended. All addresses begin with /api/v1/officer.
 *
 *   POST   /items/{item}/check         RowCheckRequest → RowCheck       nothing is stored
 *   POST   /items/{item}/records       EntryRequest → EntryReceipt      201; Idempotency-Key; 422 row-rejected:
 *                                                                       `findings` of the problem is a RowFinding[]
 *   GET    /drafts?item=               { drafts: DraftLine[] } of the officer, newest first (also as the list `drafts`)
 *   POST   /drafts                     DraftRequest → Draft             201
 *   GET    /drafts/{draftId}           Draft
 *   PUT    /drafts/{draftId}           DraftChange → Draft              409 conflict when it was saved elsewhere meanwhile
 *   DELETE /drafts/{draftId}?version=  { deleted: true }                409 likewise
 *   POST   /subjects/{code}/records/{recordKey}/amendments    AmendmentRequest → EntryReceipt       201; 409 conflict:
 *   POST   /subjects/{code}/records/{recordKey}/withdrawal    WithdrawalRequest → WithdrawalReceipt 201; `changed` of
 *                                                                       the problem is a RecordChanged; 422 row-rejected
 *
 * Drafts are kept `draftDays` days after they were last saved.
 */

export type RowOutcome = 'accepted' | 'corrected' | 'quarantined' | 'rejected' | 'duplicate';

/** One row by field name, written as the officer wrote it. */
export interface RowCheckRequest {
  row: Record<string, string>;
  /** Supplying department; the officer's own when absent. */
  department?: string;
}

export interface RowFinding {
  /** `warned` leaves the row as it is. */
  outcome: Exclude<RowOutcome, 'accepted'> | 'warned';
  /** Rule family: FM-01, ID-02 …. */
  rule: string;
  /** Field name of the catalogue (not the label); null for the row as a whole. */
  field: string | null;
  before: string | null;
  after: string | null;
  message: string;
}

/** A subject that the row may be about, and why. */
export interface RowCandidate {
  subjectCode: string;
  name: string;
  status: string;
  reason: string;
}

/** What the importer would make of the row now: the very same rules, receipts and comparison with the store. */
export interface RowCheck {
  outcome: RowOutcome;
  findings: RowFinding[];
  /** The subject the row would go to, and by what it was found. */
  subject?: { subjectCode: string; name: string | null; matchedBy: string; matchedByName: string };
  /** What it would do to the store: a new record, a new version of one, or nothing. */
  effect: 'new' | 'new-version' | 'none';
  /** When no subject was found: who it may be. */
  candidates: RowCandidate[];
}

export interface EntryRequest extends RowCheckRequest {
  /** Removed together with the entry. */
  draftId?: string;
}

export interface EntryReceipt {
  batch: number;
  row: number;
  outcome: RowOutcome;
  findings: RowFinding[];
  subject?: { subjectCode: string; name: string | null };
  /** The record and the version that was written; absent when none was. */
  record?: { recordKey: string; version: number };
  /** Waiting rows, of any department, that found their subject through this one. */
  attached: number;
  message: string;
}

export interface DraftLine {
  draftId: string;
  item: string;
  itemName: string;
  /** Shown in the list of drafts; the name in the row unless the officer wrote one. */
  title: string;
  version: number;
  savedAt: string;
  /** Dropped then unless it is saved again. */
  expiresAt: string;
}

export interface Draft extends DraftLine {
  row: Record<string, string>;
}

/** After so many days without being saved a draft is dropped. */
export const draftDays = 30;

export interface DraftRequest {
  item: string;
  row: Record<string, string>;
  title?: string;
}

export interface DraftChange {
  row: Record<string, string>;
  title?: string;
  /** The version that the change was made to. */
  version: number;
}

/** Only what changes; null empties a field. What names the record (subject, document number) cannot be amended. */
export interface AmendmentRequest {
  /** The version that the officer saw. */
  version: number;
  changes: Record<string, string | null>;
  reason: string;
}

export interface WithdrawalRequest {
  version: number;
  reason: string;
}

export interface WithdrawalReceipt {
  batch: number;
  record: { recordKey: string; version: number };
  message: string;
}

/** Somebody else was faster: who, when, and which version stands now. */
export interface RecordChanged {
  version: number;
  /** Name of the officer, or of the program that sent it. */
  by: string;
  at: string;
}
