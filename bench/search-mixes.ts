import { pick, type Random, randomFrom } from './harness/random.ts';

/** A fixed mix of queries. */
export type Mix = { name: 'rare' | 'common-8'; queries: string[] };

const lengths = [2, 2, 3, 4, 6];

function countPairs(names: readonly string[], every: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at < names.length; at += every) {
    const name = names[at] as string;
    for (const pair of new Set(Array.from({ length: Math.max(0, name.length - 1) }, (_, i) => name.slice(i, i + 2)))) {
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
  }
  return counts;
}

function piece(random: Random, names: readonly string[]): string {
  const name = pick(random, names);
  const length = Math.min(pick(random, lengths), name.length);
  const from = Math.floor(random() * (name.length - length + 1));
  return name.slice(from, from + length);
}

/**
 * The two mixes over `names`: *rare*, pieces of 2 to 6 characters out of names, none of whose pairs is in every 200th
 * name or more; and *common-8*, the same with 8 % very common words (the ten most frequent pairs: 有限, 公司, 科技 …).
 */
export function drawMixes(names: readonly string[], count: number, seed: string): Mix[] {
  const random = randomFrom(`mixes ${seed}`);
  const every = Math.max(1, Math.floor(names.length / 100_000));
  const counts = countPairs(names, every);
  const frequent = (names.length / every) * 0.005;
  const isRare = (text: string) =>
    text.length >= 2 &&
    Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2)).every(
      (pair) => (counts.get(pair) ?? 0) < frequent,
    );
  const rare: string[] = [];
  for (let tries = 0; rare.length < count && tries < count * 1000; tries += 1) {
    const text = piece(random, names);
    if (isRare(text)) rare.push(text);
  }
  if (rare.length < count) throw new Error(`only ${rare.length} rare queries found among ${names.length} names`);
  const veryCommon = [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, 10)
    .map(([pair]) => pair);
  const mixed = rare.map((query, at) => (at % 25 < 2 ? pick(random, veryCommon) : query));
  return [
    { name: 'rare', queries: rare },
    { name: 'common-8', queries: mixed },
  ];
}
