import { compareTexts, compareWith, type TextColumn } from './text-column.ts';

/** Groups up to this size are ordered by comparing; larger ones by their next units as numbers. */
const smallGroup = 24;
const manyTexts = 2 ** 21;

/**
 * The numbers of all texts of `column`, ordered by text, equal ones by number. A radix sort over two units at a time:
 * unit, unit and the place in the group fit a double's 53 bits, and the engine's sort of doubles needs no comparator
 * (1.14 M names in well under a second instead of some three).
 */
export function orderByText(column: TextColumn): Uint32Array {
  const order = new Uint32Array(column.starts.length - 1);
  for (let i = 0; i < order.length; i += 1) order[i] = i;
  const pending: [from: number, to: number, skip: number][] = [[0, order.length, 0]];
  for (let group = pending.pop(); group !== undefined; group = pending.pop()) {
    const [from, to, skip] = group;
    if (to - from <= smallGroup) insertionSort(column, order, from, to, skip);
    else splitGroup(column, order, from, to, skip, pending);
  }
  return order;
}

function insertionSort(column: TextColumn, order: Uint32Array, from: number, to: number, skip: number): void {
  for (let i = from + 1; i < to; i += 1) {
    const text = order[i] as number;
    let at = i;
    while (at > from && compareTexts(column, order[at - 1] as number, text, skip) > 0) {
      order[at] = order[at - 1] as number;
      at -= 1;
    }
    order[at] = text;
  }
}

/** Orders a group by its next units and leaves the groups that are still equal in `pending`. */
function splitGroup(
  column: TextColumn,
  order: Uint32Array,
  from: number,
  to: number,
  skip: number,
  pending: [number, number, number][],
): void {
  const { units, starts } = column;
  const size = to - from;
  const step = size <= manyTexts ? 2 : 1;
  const span = step === 2 ? manyTexts : 2 ** 32;
  const keys = new Float64Array(size);
  let firstKey = -1;
  let allEqual = true;
  for (let i = 0; i < size; i += 1) {
    const text = order[from + i] as number;
    const end = starts[text + 1] as number;
    const at = (starts[text] as number) + skip;
    let key = at < end ? (units[at] as number) : 0;
    if (step === 2) key = key * 65_536 + (at + 1 < end ? (units[at + 1] as number) : 0);
    keys[i] = key * span + i;
    if (key !== firstKey) {
      if (i === 0) firstKey = key;
      else allEqual = false;
    }
  }
  if (allEqual) {
    // Codes share their beginning (9137…): on to the next units without sorting anything.
    if (firstKey % 65_536 !== 0) pending.push([from, to, skip + step]);
    return;
  }
  keys.sort();
  const before = order.slice(from, to);
  let groupStart = 0;
  let groupKey = -1;
  for (let i = 0; i <= size; i += 1) {
    const key = i < size ? Math.floor((keys[i] as number) / span) : -2;
    if (i < size) order[from + i] = before[(keys[i] as number) % span] as number;
    if (key === groupKey) continue;
    // A key that ends in 0 is a text that has ended (a name holds no NUL): the whole group is equal and in order.
    if (i - groupStart > 1 && groupKey % 65_536 !== 0) pending.push([from + groupStart, from + i, skip + step]);
    groupStart = i;
    groupKey = key;
  }
}

/** The range [from, to) of `order` whose texts equal `sought`, or begin with it when `asPrefix`. */
export function rangeOf(
  column: TextColumn,
  order: Uint32Array,
  sought: Uint16Array,
  asPrefix: boolean,
): [from: number, to: number] {
  let low = 0;
  let high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareWith(column, order[middle] as number, sought, asPrefix) < 0) low = middle + 1;
    else high = middle;
  }
  const from = low;
  high = order.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareWith(column, order[middle] as number, sought, asPrefix) <= 0) low = middle + 1;
    else high = middle;
  }
  return [from, low];
}
