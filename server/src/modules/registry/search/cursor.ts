import { XinhengError } from '../../../platform/errors/index.ts';
import { tiers } from './query.ts';
import type { Place } from './rank.ts';

/**
 * Where a page ended and how many the first page counted. It names the place itself, no number of any index, so that it
 * stays good when the index is rebuilt or PostgreSQL answers the next page.
 */
export type Cursor = { after: Place; total: number; totalIsLowerBound: boolean };

/** A short text for the address bar. */
export function writeCursor({ after, total, totalIsLowerBound }: Cursor): string {
  const parts = [after.tier, after.rank, after.subjectCode, total, totalIsLowerBound ? 1 : 0];
  return Buffer.from(JSON.stringify(parts), 'utf8').toString('base64url');
}

/** Reads what `writeCursor` wrote. Anything else is `bad-request`. */
export function readCursor(text: string): Cursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
    if (Array.isArray(parts) && parts.length === 5) {
      const [tier, rank, subjectCode, total, lower] = parts as unknown[];
      const whole = (value: unknown, most: number): value is number =>
        Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most;
      if (
        whole(tier, tiers.short) &&
        whole(rank, 65_535) &&
        typeof subjectCode === 'string' &&
        /^[\x21-\x7e]{18}$/.test(subjectCode) &&
        whole(total, Number.MAX_SAFE_INTEGER) &&
        whole(lower, 1)
      ) {
        return { after: { tier, rank, subjectCode }, total, totalIsLowerBound: lower === 1 };
      }
    }
  } catch {
    // Not ours; said below.
  }
  throw new XinhengError('bad-request', '翻页位置无效，请从第一页重新查询。');
}
