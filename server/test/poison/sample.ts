/** What a poisoned sample is: something wrong, and what must become of it. */
import type { Cells } from '../bad-input/rows.ts';

export type Verdict = 'accepted' | 'corrected' | 'quarantined' | 'rejected' | 'duplicate';

/** A row of the enterprise register with something wrong in one of its cells. */
export interface RowSample {
  tag: string;
  cells: Cells;
  verdict: Verdict;
  /** The rule of its receipt, for all but the accepted. */
  rule?: string;
  /** What the receipt says. */
  says?: RegExp;
  /** What the store holds in the end, by field of the item. */
  stored?: Record<string, string>;
  /** The carriers that can carry it at all; all of them when absent. */
  only?: readonly Carrier[];
}

export const carriers = ['csv', 'ndjson', 'xlsx'] as const;
export type Carrier = (typeof carriers)[number];

export type Parts = Partial<Record<'read' | Verdict, number>>;

/** A file with something wrong in it. */
export interface FileSample {
  tag: string;
  content: () => Buffer | string;
  name?: string;
  sheet?: string;
  /** The file is refused whole with this sentence. */
  refused?: RegExp;
  /** Otherwise: what became of the rows; parts not named are 0. */
  parts?: Parts;
  /** Receipts that must be there: row, rule, message. */
  receipts?: [row: number, rule: string, says?: RegExp][];
  /** The stored payloads, field by field, of rows in their order. */
  stored?: Record<string, string | null>[];
}
