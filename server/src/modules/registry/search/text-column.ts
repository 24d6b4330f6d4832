/**
 * Many short texts in two typed arrays: 2 bytes a UTF-16 unit and 4 bytes a text, against about 60 bytes of overhead
 * for a JavaScript string each. Units are compared as they are; for well-formed text, containing by units is the same as
 * containing by characters.
 */
export type TextColumn = {
  /** All texts one behind the other. */
  readonly units: Uint16Array;
  /** The same memory as bytes, from which texts are cut. */
  readonly bytes: Buffer;
  /** Text `i` is `units[starts[i]] … units[starts[i + 1] - 1]`. */
  readonly starts: Uint32Array;
};

/** Collects texts for a column in the order in which they are added. */
export class TextColumnBuilder {
  #units = new Uint16Array(1 << 12);
  #starts = new Uint32Array(1 << 8);
  #used = 0;
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    const end = this.#used + text.length;
    if (end > this.#units.length) this.#units = grown(this.#units, Uint16Array, end);
    for (let at = 0; at < text.length; at += 1) this.#units[this.#used + at] = text.charCodeAt(at);
    this.#used = end;
    this.#count += 1;
    if (this.#count >= this.#starts.length) this.#starts = grown(this.#starts, Uint32Array, this.#count + 1);
    this.#starts[this.#count] = end;
  }

  /** The texts in the order of `order`: text `i` of the column is the text added as number `order[i]`. */
  finish(order: Uint32Array): TextColumn {
    const units = new Uint16Array(this.#used);
    const starts = new Uint32Array(order.length + 1);
    let used = 0;
    for (let place = 0; place < order.length; place += 1) {
      const added = order[place] as number;
      const from = this.#starts[added] as number;
      const to = this.#starts[added + 1] as number;
      for (let at = from; at < to; at += 1) units[used++] = this.#units[at] as number;
      starts[place + 1] = used;
    }
    const exact = used === units.length ? units : units.slice(0, used);
    return { units: exact, bytes: Buffer.from(exact.buffer), starts };
  }
}

function grown<T extends Uint16Array | Uint32Array | Uint8Array>(
  from: T,
  make: new (n: number) => T,
  least: number,
): T {
  const larger = new make(Math.max(least, from.length * 2));
  larger.set(from);
  return larger;
}

/** Text number `index`. */
export function textAt(column: TextColumn, index: number): string {
  // Typed arrays have the machine's byte order, which is little-endian wherever Node runs today.
  const from = (column.starts[index] as number) * 2;
  return column.bytes.toString('utf16le', from, (column.starts[index + 1] as number) * 2);
}

/** The units of `text`, in the form in which the comparisons below take it. */
export function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let at = 0; at < text.length; at += 1) units[at] = text.charCodeAt(at);
  return units;
}

function standsAt(units: Uint16Array, at: number, sought: Uint16Array): boolean {
  for (let i = 0; i < sought.length; i += 1) if (units[at + i] !== sought[i]) return false;
  return true;
}

export function startsWith(column: TextColumn, index: number, sought: Uint16Array): boolean {
  const from = column.starts[index] as number;
  return (column.starts[index + 1] as number) - from >= sought.length && standsAt(column.units, from, sought);
}

/** Where `sought` first stands in text `index` at or behind `from` (counted from the text's start), or -1. */
export function indexIn(column: TextColumn, index: number, sought: Uint16Array, from = 0): number {
  const start = column.starts[index] as number;
  const last = (column.starts[index + 1] as number) - sought.length;
  const first = sought[0];
  for (let at = start + from; at <= last; at += 1) {
    if (column.units[at] === first && standsAt(column.units, at, sought)) return at - start;
  }
  return -1;
}

/** Compares text `index` with `sought` by units; a text that begins with `sought` counts as equal when `asPrefix`. */
export function compareWith(column: TextColumn, index: number, sought: Uint16Array, asPrefix: boolean): number {
  const from = column.starts[index] as number;
  const length = (column.starts[index + 1] as number) - from;
  const shared = Math.min(length, sought.length);
  for (let i = 0; i < shared; i += 1) {
    const difference = (column.units[from + i] as number) - (sought[i] as number);
    if (difference !== 0) return difference;
  }
  return asPrefix && length >= sought.length ? 0 : length - sought.length;
}

/** Compares texts `a` and `b` by units from unit `skip` on. */
export function compareTexts(column: TextColumn, a: number, b: number, skip: number): number {
  const { units, starts } = column;
  let atA = (starts[a] as number) + skip;
  let atB = (starts[b] as number) + skip;
  const endA = starts[a + 1] as number;
  const endB = starts[b + 1] as number;
  while (atA < endA && atB < endB) {
    const difference = (units[atA++] as number) - (units[atB++] as number);
    if (difference !== 0) return difference;
  }
  return endA - atA - (endB - atB);
}
