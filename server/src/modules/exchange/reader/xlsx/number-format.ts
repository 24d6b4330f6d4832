/**
 * What a number looks like in its cell: which formats make a day of it, which add text, which hide what the number is.
 * Only as much of the format language as changes what an officer believes to have written (ECMA-376 part 1, 18.8.31).
 */

export type NumberFormat =
  /** As it stands: general, text, plain decimals. Rounding for display never takes decimals away from the value. */
  | { kind: 'plain'; prefix: string; suffix: string; percent: boolean; zeros: number }
  | { kind: 'date'; year: boolean; month: boolean; day: boolean; time: boolean }
  | { kind: 'time' }
  /** The display is scaled or spelt otherwise than the number: nobody can say which of the two was meant. */
  | { kind: 'distorting'; code: string };

const plain: NumberFormat = { kind: 'plain', prefix: '', suffix: '', percent: false, zeros: 0 };
const fullDate: NumberFormat = { kind: 'date', year: true, month: true, day: true, time: false };
const monthOfYear: NumberFormat = { ...fullDate, day: false };
const dayOfMonth: NumberFormat = { ...fullDate, year: false };
const time: NumberFormat = { kind: 'time' };
const percent: NumberFormat = { ...plain, percent: true };

/** The formats without a code in the file; 27–36 and 50–58 as simplified Chinese Excel has them. */
const builtIn = new Map<number, NumberFormat>([
  ...[9, 10].map((id) => [id, percent] as const),
  ...[14, 15, 30, 31].map((id) => [id, fullDate] as const),
  ...[17, 27, 36, 50, 52, 57].map((id) => [id, monthOfYear] as const),
  ...[16, 28, 29, 51, 53, 54, 58].map((id) => [id, dayOfMonth] as const),
  ...[18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((id) => [id, time] as const),
  [22, { ...fullDate, time: true }] as const,
]);

/** The format of a style: by its code, or by its number where the file has no code for it. */
export function numberFormat(id: number, code: string | undefined): NumberFormat {
  return code === undefined ? (builtIn.get(id) ?? plain) : readFormat(code);
}

interface Token {
  type: 'literal' | 'sign' | 'elapsed';
  text: string;
}

/** First section of a format as single signs and literal texts; colours, locales and conditions left out. */
function tokensOf(code: string): Token[] {
  const tokens: Token[] = [];
  const pattern =
    /"([^"]*)"|\\(.)|!(.)|_.|\*.|\[(h+|m+|s+)\]|\[\$([^\]-]*)[^\]]*\]|\[[^\]]*\]|(AM\/PM|A\/P|上午\/下午)|(;)|(.)/gisu;
  for (const found of code.matchAll(pattern)) {
    const [whole, quoted, escaped, banged, elapsed, currency, halves, end, sign] = found;
    if (end !== undefined) break;
    if (quoted !== undefined || escaped !== undefined || banged !== undefined)
      tokens.push({ type: 'literal', text: quoted ?? escaped ?? banged ?? '' });
    else if (elapsed !== undefined) tokens.push({ type: 'elapsed', text: elapsed });
    else if (currency !== undefined) tokens.push({ type: 'literal', text: currency });
    else if (halves !== undefined) tokens.push({ type: 'elapsed', text: halves });
    else if (sign !== undefined) tokens.push({ type: 'sign', text: whole });
  }
  return tokens;
}

/** Reads a format code such as `yyyy"年"m"月"d"日"` or `#,##0.00"万元"`. */
export function readFormat(code: string): NumberFormat {
  if (/^(general|g\/通用格式|@)$/i.test(code.trim()) || code.trim() === '') return plain;
  const tokens = tokensOf(code);
  const signs = tokens.filter(({ type }) => type === 'sign').map(({ text }) => text.toLowerCase());
  const digits = signs.some((sign) => '0#?'.includes(sign));
  const date = readDateFormat(tokens, signs);
  if (date !== null && !(digits && !signs.some((sign) => 'yd'.includes(sign)))) return date;
  if (!digits) return plain;
  return readDigits(code, tokens);
}

function readDateFormat(tokens: Token[], signs: string[]): NumberFormat | null {
  if (/e[+-]/.test(signs.join(''))) return null;
  const has = (letters: string) => signs.some((sign) => letters.includes(sign));
  const clock = has('hs') || tokens.some(({ type }) => type === 'elapsed');
  const year = has('ybe');
  const day = has('d');
  // An m beside hours or seconds is minutes.
  const month = has('m') && (!clock || year || day);
  if (!year && !day && !month) return clock ? time : null;
  return { kind: 'date', year, month, day, time: clock };
}

function readDigits(code: string, tokens: Token[]): NumberFormat {
  const isDigit = ({ type, text }: Token) => type === 'sign' && '0#?'.includes(text);
  const first = tokens.findIndex(isDigit);
  const last = tokens.findLastIndex(isDigit);
  const inside = tokens.slice(first, last + 1);
  const after = tokens.slice(last + 1);
  // 0!.0,"万" and 0,: the digits shown are not the digits that are there. Fractions are shown as nobody types them.
  const scaled = after[0]?.type === 'sign' && after[0].text === ',';
  const broken = inside.some(({ type, text }) => type === 'literal' || !'0#?,.Ee+-'.includes(text));
  if (scaled || broken || /\[(>|<|=)/.test(code)) return { kind: 'distorting', code };
  const literals = (part: Token[]) => part.map(({ text }) => text).join('');
  const prefix = literals(tokens.slice(0, first)).replace(/[()\s+]/g, '');
  const suffix = literals(after).replace(/[()\s]/g, '');
  const whole = inside.map(({ text }) => text).join('');
  const zeros = /^0+$/.test(whole) && whole.length > 1 ? whole.length : 0;
  const isPercent = prefix.includes('%') || suffix.includes('%');
  return {
    kind: 'plain',
    prefix: prefix.replace('%', ''),
    suffix: suffix.replace('%', ''),
    percent: isPercent,
    zeros,
  };
}
