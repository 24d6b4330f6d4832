/** Levenshtein distance between two short words. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/**
 * Up to three entries whose code or name is spelled like `wanted`, nearest first: one contains the other, or at most a
 * third of the characters differ. Empty for an empty word.
 */
export function closest<T extends { code: string; name: string }>(wanted: string, entries: readonly T[]): T[] {
  const said = wanted.toLowerCase().replaceAll(/[_\s]/g, '-').slice(0, 60);
  if (said === '') return [];
  const judged = entries.map((entry) => {
    const words = [entry.code, entry.name];
    const inside = said.length >= 2 && words.some((word) => word.includes(said) || said.includes(word));
    const far = Math.min(...words.map((word) => distance(said, word) / Math.max(word.length, said.length)));
    return { entry, far: inside ? Math.min(far, 0.3) : far };
  });
  const near = judged.filter(({ far }) => far <= 0.34).sort((a, b) => a.far - b.far);
  return near.slice(0, 3).map(({ entry }) => entry);
}
