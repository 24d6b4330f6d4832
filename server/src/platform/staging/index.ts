/**
 * The shape of rows under way (the contract between exchange, which fills the tables, and registry and records, which
 * match and merge them). One set of unlogged tables a batch: a crash of PostgreSQL empties rows, findings and progress
 * alike, so a resumed batch never believes in rows that are gone (docs/adr/0004).
 */
export interface StagedTables {
  /** One line a row that passed the checks. */
  rows: string;
  /** What was found in the rows, passed or not: the later receipts. */
  findings: string;
  /** The cells of rows as the file has them, for people who must mend them. */
  cells: string;
  /** How far the reading has come. */
  progress: string;
  /** One narrow line a row: whose it is, and what becomes of it. */
  verdicts: string;
}

/** Table names of a batch, or of one attachment run. `id` is a number of ours, so the names need no quoting. */
export function stagedTables(id: number | bigint | string): StagedTables {
  const suffix = String(id).replaceAll(/[^0-9a-z]/g, '_');
  return {
    rows: `staging.rows_${suffix}`,
    findings: `staging.findings_${suffix}`,
    cells: `staging.cells_${suffix}`,
    progress: `staging.progress_${suffix}`,
    verdicts: `staging.verdicts_${suffix}`,
  };
}

/** Columns of `rows`, in COPY order. */
export const stagedColumns = [
  ['batch_id', 'bigint not null'],
  ['row_number', 'bigint not null'],
  // accepted | corrected | quarantined, as the checks left it
  ['outcome', 'text collate "C" not null'],
  ['code', 'text collate "C"'],
  ['registration_number', 'text collate "C"'],
  ['organisation_code', 'text collate "C"'],
  ['tax_number', 'text collate "C"'],
  ['name', 'text'],
  ['name_folded', 'text collate "C"'],
  ['record_key', 'uuid not null'],
  ['content_hash', 'uuid not null'],
  // Which of several rows with one key wins: greatest precedence, then most fields filled, then content.
  ['precedence', 'text collate "C" not null'],
  ['filled', 'smallint not null'],
  ['document_number', 'text'],
  ['occurred_on', 'date'],
  ['effective_from', 'date'],
  ['effective_until', 'date'],
  ['severity', 'text collate "C"'],
  ['shown_from', 'date'],
  ['shown_until', 'date'],
  ['payload', 'jsonb not null'],
  // Only for items that register or update subjects: {kind, region, initials, identifiers}
  ['subject', 'jsonb'],
] as const;

/**
 * DDL of `verdicts`. `verdict`: new | changed | same | duplicate | differs | pending. A row is new until something else
 * is found: on a first load, the largest there is, hardly a row of this table is written twice.
 */
export const verdictColumns = `
  batch_id bigint not null, row_number bigint not null, subject_code text collate "C", matched_by text collate "C",
  reason text collate "C", record_key uuid not null, content_hash uuid not null, precedence text collate "C" not null,
  filled smallint not null, verdict text collate "C" not null default 'new', version integer not null default 1, outcome text collate "C" not null`;
