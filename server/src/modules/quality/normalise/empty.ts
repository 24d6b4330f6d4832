/** Cells that say nothing: blanks, and the marks that exports write where a value is missing. */

const nullMarks = new Set(['N/A', 'n/a', 'NULL', 'null', 'NaN', 'nan', '\\N', '-', '--', '---', '—', '——', '/', '－']);
/** Words that mean "nothing" where a code, date or number is expected; in free text they may be the answer itself. */
const fillerWords = new Set([
  '无',
  '暂无',
  '没有',
  '不详',
  '未知',
  '空',
  '未填',
  '未填写',
  '待补',
  '待补充',
  'None',
  'none',
  '0000',
  '*',
]);

/** White space of ASCII, Latin-1, the ideographic space and the byte order mark, as one unit. */
function isBlankUnit(unit: number): boolean {
  return unit <= 32 ? unit === 32 || (unit >= 9 && unit <= 13) : unit === 0xa0 || unit === 0x3000 || unit === 0xfeff;
}

/** `raw` without white space at its ends; the same string when there is none. */
export function trimEnds(raw: string): string {
  const end = raw.length;
  if (end === 0) return raw;
  if (!isBlankUnit(raw.charCodeAt(0)) && !isBlankUnit(raw.charCodeAt(end - 1))) return raw;
  let from = 0;
  let to = end;
  while (from < to && isBlankUnit(raw.charCodeAt(from))) from++;
  while (to > from && isBlankUnit(raw.charCodeAt(to - 1))) to--;
  return raw.slice(from, to);
}

/** Whether a trimmed cell is empty or a mark for a missing value (N/A, NULL, -, / …). */
export function isMissing(trimmed: string): boolean {
  return trimmed.length === 0 || (trimmed.length <= 4 && nullMarks.has(trimmed));
}

/** Whether a trimmed cell is one of the words that stand for "nothing" in columns of codes, dates and numbers. */
export function isFiller(trimmed: string): boolean {
  return trimmed.length <= 4 && fillerWords.has(trimmed);
}
