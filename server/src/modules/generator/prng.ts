/**
 * Our own small random source, so that one seed gives the same bytes on every machine and every Node release:
 * xoshiro128** (Blackman and Vigna) over 32-bit integers, seeded by splitmix32 from a string.
 */

/** Mixes one 32-bit word so that neighbouring inputs give unrelated outputs (murmur3 finaliser). */
function scramble(word: number): number {
  let mixed = word | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Hashes a text to an unsigned 32-bit integer (FNV-1a over UTF-16 units, then mixed). */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return scramble(hash);
}

/**
 * A random 32-bit integer that belongs to (root, index, salt) and to no order of calls: any attribute of any subject
 * can be drawn again at any time, which is what keeps 1.14 M subjects out of memory.
 */
export function draw(root: number, index: number, salt: number): number {
  return scramble(scramble((root ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0) ^ Math.imul(salt + 1, 0x632be5ab));
}

/** {@link draw} as a fraction in [0, 1). */
export function drawFraction(root: number, index: number, salt: number): number {
  return draw(root, index, salt) / 4294967296;
}

/** A sequential random source. */
export interface Prng {
  /** Next unsigned 32-bit integer. */
  next(): number;
  /** Next fraction in [0, 1). */
  fraction(): number;
  /** Next integer in [0, limit). `limit` ≥ 1. */
  below(limit: number): number;
}

/** Returns a random source that depends on nothing but `seed`. */
export function prngFrom(seed: string): Prng {
  let state = hashText(seed);
  const splitmix = (): number => {
    state = (state + 0x9e3779b9) | 0;
    return scramble(state) | 0;
  };
  let [a, b, c, d] = [splitmix(), splitmix(), splitmix(), splitmix() | 1];
  const next = (): number => {
    const product = Math.imul(b, 5);
    const result = Math.imul((product << 7) | (product >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  const fraction = (): number => next() / 4294967296;
  return { next, fraction, below: (limit) => Math.floor(fraction() * limit) };
}

/** Values with cumulative weights, ready for drawing by a fraction. */
export interface Weighted<T> {
  values: readonly T[];
  cumulative: Float64Array;
}

/** Prepares weighted values. Throws RangeError when no weight is above zero. */
export function weighted<T>(entries: readonly (readonly [T, number])[]): Weighted<T> {
  const cumulative = new Float64Array(entries.length);
  let total = 0;
  entries.forEach(([, weight], at) => {
    total += weight;
    cumulative[at] = total;
  });
  if (!(total > 0)) throw new RangeError('weights must sum to more than zero');
  for (let at = 0; at < cumulative.length; at++) cumulative[at] = (cumulative[at] ?? 0) / total;
  return { values: entries.map(([value]) => value), cumulative };
}

/** Index of the weighted value that the fraction in [0, 1) falls on. */
export function pickIndex(choice: Weighted<unknown>, fraction: number): number {
  const { cumulative } = choice;
  let low = 0;
  let high = cumulative.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((cumulative[middle] ?? 1) > fraction) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The weighted value that the fraction in [0, 1) falls on. */
export function pick<T>(choice: Weighted<T>, fraction: number): T {
  return choice.values[pickIndex(choice, fraction)] as T;
}

/**
 * A bijection of 0…size−1 (an affine map with a multiplier coprime to the size): visits every subject once in an order
 * that looks random and needs no memory.
 */
export function permutation(size: number, seed: string): (position: number) => number {
  const source = prngFrom(seed);
  const coprime = (candidate: number): boolean => {
    let [x, y] = [candidate, size];
    while (y) [x, y] = [y, x % y];
    return x === 1;
  };
  // Near the golden section neighbours land far apart; products stay exact below 2^53 for sizes up to 90 M.
  let multiplier = Math.max(1, Math.floor(size * 0.618) + source.below(Math.max(1, Math.floor(size / 8))));
  while (!coprime(multiplier)) multiplier++;
  multiplier %= Math.max(1, size);
  const offset = source.below(Math.max(1, size));
  return (position) => (position * multiplier + offset) % size;
}
