/** What a planting rule sees and says. */
import type { FileColumns } from './columns.ts';
import type { Prng } from './prng.ts';
import type { FileGround, Row } from './row.ts';

export type Verdict = 'accepted' | 'corrected' | 'quarantined' | 'rejected' | 'duplicate';

/** What one planted error should lead to. */
export interface Planted {
  expected: Verdict;
  /** Field that was spoilt. */
  field?: string;
  before?: string;
  /** What the value should become. */
  corrected?: string;
  /** The row belongs to nobody in the city. */
  nobody?: boolean;
  /** Whole line to be written instead of the values: exact resends. */
  line?: 'previous';
  /** Values of the previous row, changed, take the place of this row's. */
  again?: boolean;
}

/** What a planting rule sees. */
export interface Spot {
  row: Row;
  /** Values of the row before, empty when there is none to repeat. */
  previous: readonly string[];
  columns: FileColumns;
  ground: FileGround;
  random: Prng;
  ndjson: boolean;
  /** Column of the unified code, −1 if none. */
  code: number;
  name: number;
  number: number;
  organisation: number;
}

/** Spoils the row and says what should come of it; null when this error cannot be planted here. */
export type Plant = (spot: Spot) => Planted | null;

const FULL_WIDTH = 0xfee0;
/** Letters, digits and marks of ASCII in their full-width forms. */
export function fullWidth(text: string): string {
  return [...text]
    .map((letter) => (letter > ' ' && letter <= '~' ? String.fromCharCode(letter.charCodeAt(0) + FULL_WIDTH) : letter))
    .join('');
}

/** True when the file registers subjects: a spoilt row there must not cost a subject its registration. */
export function registers(spot: Spot): boolean {
  return spot.ground.item.subject.role === 'registers';
}
