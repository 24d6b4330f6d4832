/** Which parts of a tree a proof consists of, before any hash is looked up. Sizes may pass 2^31: no bit operators. */

/** The leaves from `start` up to, not including, `end`. */
export type Range = { start: number; end: number };

/** The largest power of two below `size` (RFC 9162: k < n ≤ 2k). */
function split(size: number): number {
  let half = 1;
  while (half * 2 < size) half *= 2;
  return half;
}

/** The siblings on the way from a leaf to the root over `size` leaves, lowest first (RFC 9162 §2.1.3.1). */
export function inclusionRanges(index: number, size: number): Range[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`no leaf ${index} in a tree of ${size}`);
  const path: Range[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
    }
  }
  return path.reverse();
}

/** What proves that the tree of `second` leaves grew out of the tree of `first` leaves (RFC 9162 §2.1.4.1). */
export function consistencyRanges(first: number, second: number): Range[] {
  if (!(first > 0 && first <= second)) throw new RangeError(`no proof from ${first} to ${second} leaves`);
  const path: Range[] = [];
  let start = 0;
  let end = second;
  let known = true;
  while (first < end) {
    const middle = start + split(end - start);
    if (first <= middle) {
      path.push({ start: middle, end });
      end = middle;
    } else {
      path.push({ start, end: middle });
      start = middle;
      known = false;
    }
  }
  // The old root itself is known to whoever asks, as long as it is a whole left part of the new tree.
  if (!known) path.push({ start, end });
  return path.reverse();
}

/** The perfect subtrees that a range consists of, left to right. The range begins at a multiple of its largest part. */
export function perfectParts({ start, end }: Range): Range[] {
  const parts: Range[] = [];
  for (let at = start; at < end; ) {
    let width = 1;
    while (width * 2 <= end - at && at % (width * 2) === 0) width *= 2;
    parts.push({ start: at, end: at + width });
    at += width;
  }
  return parts;
}
