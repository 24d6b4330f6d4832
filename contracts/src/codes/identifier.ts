/**
 * Which scheme an identity number belongs to, found from its shape and check digits. Registers mix four of them in one
 * column, with full-width letters, hyphens, look-alike letters, fillers and now and then a natural person's number.
 */
import { isOrganisationCode, organisationCodeCheckCharacter } from './organisation-code.ts';
import { looksLikeOldPersonId, looksLikePersonId, readPersonId } from './person-id.ts';
import { isPlainCode } from './plain-code.ts';
import { isRegistrationNumber, registrationNumberCheckDigit } from './registration-number.ts';
import { isUscc, organisationCodeInside, usccFault, usccWarnings } from './uscc.ts';
import { usccPrefixes } from './uscc-prefixes.ts';

export type IdentifierScheme = 'uscc' | 'registration-number' | 'organisation-code' | 'tax-number';

export interface IdentifierCandidate {
  scheme: IdentifierScheme;
  /** The number as the standard writes it, without separators. */
  value: string;
  /** The GB 11714 code inside it, where its own check holds. */
  organisationCode?: string;
}

export interface IdentifierCorrection {
  /** width 全角 · separators 空格、连字符等 · case 小写 · look-alike 形近字母. */
  rule: 'width' | 'separators' | 'case' | 'look-alike';
  before: string;
  after: string;
}

export type IdentifierReading =
  | { ok: true; candidates: IdentifierCandidate[]; corrections: IdentifierCorrection[]; warnings: string[] }
  | { ok: false; kind: 'empty' | 'placeholder' | 'person-id' | 'invalid'; message: string };

const none: never[] = [];
const placeholderWords = new Set(
  [
    '无',
    '无代码',
    '没有',
    '暂无',
    '不详',
    '未知',
    '空',
    '待补',
    '待定',
    '无效',
    'NA',
    'NULL',
    'NONE',
    'NIL',
    'UNDEFINED',
    'NAN',
    'TBD',
  ].concat(['123456789', '123456789012345', '123456789012345678', '1234567890']),
);
/** What may stand between the characters of a number without meaning anything. */
const separators = /[\s\p{Cf}\p{Cc}\-‐‑‒–—―−_·.'’‘"“”`,，。;；:：/\\|=()（）【】[\]]+/gu;
const lookAlikes: Record<string, string> = { I: '1', O: '0', S: '5', Z: '2', V: 'U' };

/**
 * Reads any identity number of a subject (GB 32100, GS 15-2006, GB 11714, old tax numbers of 6 + 9 characters).
 * Width, case and separators are put right and reported; look-alike letters (I O S Z V) only when the check digit then
 * proves exactly one reading. All readings that hold are candidates, strongest first. `today` ('YYYY-MM-DD') tells
 * natural persons' numbers from codes whose digits would be a birth date to come.
 */
export function classifyIdentifier(raw: string, today?: string): IdentifierReading {
  if (raw.length === 18 && isUscc(raw)) {
    const reading = readUscc(raw, none, today);
    if (reading !== null) return reading;
  }
  const corrections: IdentifierCorrection[] = [];
  const value = isPlainCode(raw) ? raw : tidy(raw, corrections);
  if (value === '') return fillerOrEmpty(raw);
  if (isFiller(value)) return placeholder(raw);
  const candidates = candidatesOf(value, today);
  if (candidates.length > 0) return found(candidates, corrections);
  if (isPersonNumber(value, today)) {
    return { ok: false, kind: 'person-id', message: '这是自然人的身份证件号码,不应填在主体代码栏' };
  }
  const repaired = value.replace(/[IOSZV]/g, (letter) => lookAlikes[letter] as string);
  if (repaired !== value && !isFiller(repaired)) {
    const proven = candidatesOf(repaired, today).filter(({ scheme }) => scheme !== 'organisation-code');
    if (proven.length === 1 && provenInside(value, repaired, proven[0] as IdentifierCandidate)) {
      corrections.push({ rule: 'look-alike', before: value, after: repaired });
      return found(proven, corrections);
    }
  }
  return { ok: false, kind: 'invalid', message: faultOf(value, raw) };
}

/** The plain case: a valid code as it stands; null when it is a filler or a person's number after all. */
function readUscc(value: string, corrections: IdentifierCorrection[], today?: string): IdentifierReading | null {
  if (isFiller(value) || isPersonNumber(value, today)) return null;
  return found([usccCandidate(value)], corrections);
}

function usccCandidate(value: string): IdentifierCandidate {
  const inside = organisationCodeInside(value);
  return isOrganisationCode(inside) ? { scheme: 'uscc', value, organisationCode: inside } : { scheme: 'uscc', value };
}

function found(candidates: IdentifierCandidate[], corrections: IdentifierCorrection[]): IdentifierReading {
  const first = candidates[0] as IdentifierCandidate;
  const usual =
    first.scheme !== 'uscc' || (first.organisationCode !== undefined && usccPrefixes.has(first.value.slice(0, 2)));
  const warnings = usual ? none : usccWarnings(first.value);
  return { ok: true, candidates, corrections, warnings };
}

/** Width, separators and case put right, each reported with the whole value before and after. */
function tidy(raw: string, corrections: IdentifierCorrection[]): string {
  let value = raw.trim();
  const note = (rule: IdentifierCorrection['rule'], after: string): void => {
    if (after !== value) corrections.push({ rule, before: value, after });
    value = after;
  };
  if (value !== raw) corrections.push({ rule: 'separators', before: raw, after: value });
  note('width', value.normalize('NFKC').trim());
  // The hyphen of XXXXXXXX-C is the standard's own way of writing it: nothing to report.
  if (value.length === 10 && value.charAt(8) === '-') value = value.slice(0, 8) + value.slice(9);
  note('separators', value.replace(separators, ''));
  note('case', value.toUpperCase());
  return value;
}

function candidatesOf(value: string, today?: string): IdentifierCandidate[] {
  if (value.length === 18) return isUscc(value) && !isPersonNumber(value, today) ? [usccCandidate(value)] : none;
  if (value.length === 9) {
    return isOrganisationCode(value) ? [{ scheme: 'organisation-code', value, organisationCode: value }] : none;
  }
  if (value.length !== 15) return none;
  const candidates: IdentifierCandidate[] = [];
  if (isRegistrationNumber(value)) candidates.push({ scheme: 'registration-number', value });
  const inside = value.slice(6);
  if (/^\d{6}/.test(value) && isOrganisationCode(inside)) {
    candidates.push({ scheme: 'tax-number', value, organisationCode: inside });
  }
  return candidates;
}

/** A repair among positions 9–17 of a USCC must also satisfy the organisation code's own check. */
function provenInside(value: string, repaired: string, candidate: IdentifierCandidate): boolean {
  if (candidate.scheme !== 'uscc' || candidate.organisationCode !== undefined) return true;
  return organisationCodeInside(value) === organisationCodeInside(repaired);
}

/**
 * A natural person's number. 3 % of them also pass the USCC check by chance, so a birth date that exists decides; the
 * municipalities have no city digits but 01 and 02, which saves codes of, say, the authorities of 310120.
 */
function isPersonNumber(value: string, today?: string): boolean {
  if (value.length !== 18 && value.length !== 20) return false;
  const number = value.length === 20 ? value.slice(0, 18) : value;
  if (!looksLikePersonId(number) || !readPersonId(number, today).ok) return false;
  return !(/^(11|12|31|50)/.test(number) && !/^..0[123]/.test(number) && isUscc(number));
}

function isFiller(value: string): boolean {
  if ((value.length <= 10 || value.startsWith('123456789')) && placeholderWords.has(value)) return true;
  const first = value.charCodeAt(0);
  const last = value.length - 1;
  for (let i = 1; i < last; i++) if (value.charCodeAt(i) !== first) return false;
  // All one character, or zeros ending in the X of a made-up check digit.
  return value.charCodeAt(last) === first || (first === 48 && value.charAt(last) === 'X' && last > 0);
}

function fillerOrEmpty(raw: string): IdentifierReading {
  return raw.trim() === '' ? { ok: false, kind: 'empty', message: '未填写' } : placeholder(raw);
}

function placeholder(raw: string): IdentifierReading {
  const message = `“${raw.trim().slice(0, 80)}”是占位内容,不是代码;没有代码时请留空`;
  return { ok: false, kind: 'placeholder', message };
}

/** One Chinese sentence: what is wrong, and what would be right. */
function faultOf(value: string, raw: string): string {
  if (/^\d(\.\d+)?E\+?\d+$/i.test(raw.trim())) {
    return '表格软件把代码变成了科学计数法,末尾数字已丢失;请把该列设为文本格式后重新导出';
  }
  if (/[*＊]/.test(value)) return '代码含掩码符号 *,无法核对;请提供完整代码';
  if (value.length === 18) {
    if (looksLikePersonId(value)) return '形似身份证号码且校验位不符;主体代码栏应填统一社会信用代码';
    return usccFault(value) ?? '不是有效的统一社会信用代码';
  }
  if (value.length === 15) return faultOfFifteen(value);
  if (value.length === 9) {
    const check = organisationCodeCheckCharacter(value);
    return check === null
      ? '组织机构代码只用数字和大写字母'
      : `组织机构代码校验位应为 ${check},现为 ${value.charAt(8)}`;
  }
  if (value.length === 13 && /^\d+$/.test(value)) return '2007 年以前的 13 位注册号没有校验位,不能作为匹配依据';
  const shown = value.length > 40 ? '' : `,现为 ${value.length} 位`;
  const hint =
    value.length > 15 && candidatesOf(value.slice(0, 15)).length > 0 ? ';前 15 位是有效的旧号码,请核对多出的字符' : '';
  return `统一社会信用代码应为 18 位(注册号 15 位、组织机构代码 9 位)${shown}${hint}`;
}

function faultOfFifteen(value: string): string {
  const inside = organisationCodeCheckCharacter(value.slice(6));
  const asTax = inside === null ? '' : `若为旧税务登记号,末位应为 ${inside}`;
  const digit = /^\d{15}$/.test(value) ? registrationNumberCheckDigit(value) : null;
  if (digit === null) return `15 位旧号码末九位的组织机构代码校验不符${asTax === '' ? '' : `;${asTax}`}`;
  const asPerson = looksLikeOldPersonId(value) ? '(也形似 15 位旧身份证号码)' : '';
  return `15 位注册号校验位应为 ${digit},现为 ${value.charAt(14)}${asTax === '' ? '' : `;${asTax}`}${asPerson}`;
}
