/** One closure a field: a cell in, a typed value out, everything found along the way reported. */
import type { CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import { classifyIdentifier } from '@xinheng/contracts/codes/identifier.ts';
import {
  isPlainPersonId,
  looksLikeOldPersonId,
  looksLikePersonId,
  maskPersonId,
  readPersonId,
} from '@xinheng/contracts/codes/person-id.ts';
import { isPlainCode } from '@xinheng/contracts/codes/plain-code.ts';
import { isUscc } from '@xinheng/contracts/codes/uscc.ts';
import { type Capital, type CapitalReading, readCapital } from '../normalise/capital.ts';
import type { ChoiceList } from '../normalise/choice.ts';
import { type DateReading, readDate } from '../normalise/date.ts';
import { isFiller, trimEnds } from '../normalise/empty.ts';
import { type NumberReading, readNumber } from '../normalise/number.ts';
import {
  characterCount,
  cleanText,
  hasBroken,
  hasControls,
  hasLineBreak,
  hasLongNumber,
  hasNul,
  holdsPersonId,
  scanText,
} from '../normalise/text.ts';
import { type CheckedRow, type FieldValue, report } from '../row.ts';

/** Reads a cell that is not missing (already trimmed). Undefined: nothing usable, and already reported if need be. */
export type FieldReader = (cell: string, row: CheckedRow) => FieldValue | undefined;

/** Remembers readings of texts that come again and again; starts anew when full, so memory stays flat. */
function remembering<T>(read: (text: string) => T, limit = 20_000): (text: string) => T {
  let known = new Map<string, T>();
  return (text) => {
    let reading = known.get(text);
    if (reading === undefined) {
      if (known.size >= limit) known = new Map();
      reading = read(text);
      if (text.length <= 64) known.set(text, reading);
    }
    return reading;
  };
}

/** A value as findings may show it: a natural person's number only masked. */
export function discreet(value: string): string {
  const bare = value.replace(/[\s-]/g, '').toUpperCase();
  return looksLikePersonId(bare) || looksLikeOldPersonId(bare) ? maskPersonId(bare) : value;
}

export interface FieldGround {
  item: CatalogueItem;
  today: string;
  listOf(field: Field): ChoiceList;
}

/** The reader of every type but `identifier` fields of the item's identity, which identity.ts reads. */
export function compileField(field: Field, ground: FieldGround): FieldReader {
  switch (field.type) {
    case 'text':
    case 'name':
    case 'person':
      return textReader(field, ground);
    case 'date':
      return dateReader(field, ground.today);
    case 'number':
    case 'integer':
      return numberReader(field);
    case 'capital':
      return capitalReader(field);
    case 'choice':
      return choiceReader(field, ground.listOf(field));
    case 'choices':
      return choicesReader(field, ground.listOf(field));
    case 'identifier':
      return looseIdentifierReader(field, ground.today);
    case 'authority-code':
      return authorityReader(field);
    case 'person-id':
      return personIdReader(field);
  }
}

function textReader(field: Field, ground: FieldGround): FieldReader {
  const { label, maxLength = Number.POSITIVE_INFINITY } = field;
  const oneLine = field.type !== 'text';
  const minded = oneLine ? -1 : ~hasLineBreak;
  const isDocument = field.name === ground.item.documentNumber;
  const isPublic = ground.item.disclosure === 'public' && (field.disclosure ?? 'public') === 'public';
  return (cell, row) => {
    let text = cell;
    // Question marks stand where a program wrote Chinese into an encoding without it.
    const flags = (scanText(cell) & minded) | (oneLine && cell.includes('??') ? hasBroken : 0);
    if (flags !== 0) {
      if (flags & hasNul) {
        report(row, 'rejected', 'FM-02', label, cleanText(cell), null, `${label}含空字符(NUL),不是文本;请检查导出程序`);
        return undefined;
      }
      if (flags & hasControls || flags & hasBroken || oneLine)
        text = trimEnds(cleanText(oneLine ? cell.replace(/[\r\n]+/g, '') : cell));
      if (flags & hasBroken) {
        report(
          row,
          'quarantined',
          'FM-02',
          label,
          cleanText(cell),
          null,
          `${label}含乱码字符,文字已在来件前丢失;请以正确编码重报`,
        );
      } else if (text !== cell)
        report(row, 'corrected', 'FM-02', label, cell, text, `${label}中的控制字符、零宽字符已去除`);
      if (isPublic && flags & hasLongNumber && holdsPersonId(text)) {
        report(
          row,
          'quarantined',
          'PV-01',
          label,
          null,
          null,
          `${label}中含有自然人身份证号码,遮盖后才能公示;请删去或遮盖后重报`,
        );
      }
      if (text === '') return undefined;
    }
    if (isDocument && isFiller(text)) return undefined;
    if (text.length > maxLength && characterCount(text) > maxLength) {
      report(
        row,
        'rejected',
        'FM-02',
        label,
        text,
        null,
        `${label}有 ${characterCount(text)} 字,超过上限 ${maxLength} 字`,
      );
      return undefined;
    }
    return text;
  };
}

function dateReader(field: Field, today: string): FieldReader {
  const { label, openEnded = false, notFuture = false } = field;
  const read = remembering<DateReading>(readDate);
  return (cell, row) => {
    const reading = read(cell);
    if (!reading.ok) {
      if (isFiller(cell)) return undefined;
      report(row, 'rejected', 'FM-02', label, cell, null, `${label}“${cell.slice(0, 80)}”有误:${reading.message}`);
      return undefined;
    }
    const { value } = reading;
    if (value === null) {
      if (openEnded) return null;
      report(row, 'rejected', 'FM-02', label, cell, null, `${label}应为具体日期,不能是“${cell.slice(0, 80)}”`);
      return undefined;
    }
    if (notFuture && value > today) {
      report(row, 'rejected', 'LG-01', label, cell, null, `${label} ${value} 晚于今天(${today}),不得为将来的日期`);
      return undefined;
    }
    if (!reading.standard) report(row, 'corrected', 'FM-02', label, cell, value, `${label}已统一写成 ${value}`);
    return value;
  };
}

function numberReader(field: Field): FieldReader {
  const { label, unit = '', min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY } = field;
  const read = remembering<NumberReading>((text) => readNumber(text, unit, field.type === 'integer'), 5000);
  return (cell, row) => {
    const reading = read(cell);
    if (!reading.ok) {
      if (isFiller(cell)) return undefined;
      const outcome = reading.ambiguous ? 'quarantined' : 'rejected';
      report(row, outcome, 'FM-02', label, cell, null, `${label}“${cell.slice(0, 80)}”有误:${reading.message}`);
      return undefined;
    }
    const { value } = reading;
    const size = Number(value);
    if (size < min || size > max) {
      const bound = size < min ? `不得小于 ${min}` : `不得大于 ${max}`;
      report(row, 'rejected', 'FM-02', label, cell, null, `${label}“${cell.slice(0, 80)}”${bound}${unit}`);
      return undefined;
    }
    if (!reading.standard)
      report(row, 'corrected', 'FM-02', label, cell, `${value}${unit}`, `${label}已统一写成 ${value}${unit}`);
    return value;
  };
}

function capitalReader(field: Field): FieldReader {
  const { label } = field;
  const read = remembering<CapitalReading>(readCapital);
  return (cell, row) => {
    const reading = read(cell);
    if (!reading.ok) {
      if (isFiller(cell)) return undefined;
      const outcome = reading.ambiguous ? 'quarantined' : 'rejected';
      report(row, outcome, 'FM-02', label, cell, null, `${label}“${cell.slice(0, 80)}”有误:${reading.message}`);
      return undefined;
    }
    if (reading.value === null) {
      report(row, 'corrected', 'FM-02', label, cell, null, `${label}只有单位没有数额,按未填写处理`);
      return undefined;
    }
    const value: Capital = reading.value;
    if (!reading.standard) {
      const assumed = reading.assumedUnit ? ',未写单位,按登记惯例以万元计' : '';
      const after = `${value.amount} ${value.currency}`;
      report(row, 'corrected', 'FM-02', label, cell, after, `${label}已统一写成 ${after}${assumed}`);
    }
    return { amount: value.amount, currency: value.currency };
  };
}

function choiceReader(field: Field, list: ChoiceList): FieldReader {
  const { label } = field;
  return (cell, row) => {
    const choice = list.one(cell);
    if (choice === null) {
      if (isFiller(cell)) return undefined;
      report(
        row,
        'rejected',
        'FM-03',
        label,
        cell,
        null,
        `${label}“${cell.slice(0, 80)}”不在代码表中,应为:${list.permitted}`,
      );
      return undefined;
    }
    if (!choice.standard)
      report(
        row,
        'corrected',
        'FM-03',
        label,
        cell,
        choice.label,
        `${label}“${cell.slice(0, 80)}”归入“${choice.label}”`,
      );
    return choice.code;
  };
}

function choicesReader(field: Field, list: ChoiceList): FieldReader {
  const { label } = field;
  const read = remembering(list.several, 5000);
  return (cell, row) => {
    const chosen = read(cell);
    if ('unknown' in chosen) {
      if (isFiller(cell)) return undefined;
      const part = chosen.unknown.slice(0, 80);
      report(row, 'rejected', 'FM-03', label, cell, null, `${label}中的“${part}”不在代码表中,应为:${list.permitted}`);
      return undefined;
    }
    if (!chosen.standard) {
      const after = chosen.labels.join('、');
      report(row, 'corrected', 'FM-03', label, cell, after, `${label}归入“${after}”`);
    }
    return chosen.codes.slice();
  };
}

/** A number that is not the subject's own identity in this item (of a party, a holder …): kept as read. */
function looseIdentifierReader(field: Field, today: string): FieldReader {
  const { label } = field;
  return (cell, row) => {
    const reading = classifyIdentifier(cell, today);
    if (reading.ok) return reading.candidates[0]?.value;
    if (reading.kind === 'placeholder' || reading.kind === 'empty') return undefined;
    report(
      row,
      'rejected',
      reading.kind === 'person-id' ? 'ID-02' : 'ID-01',
      label,
      discreet(cell),
      null,
      `${label}有误:${reading.message}`,
    );
    return undefined;
  };
}

function authorityReader(field: Field): FieldReader {
  const { label } = field;
  const read = remembering((text) => classifyIdentifier(text));
  return (cell, row) => {
    if (isUscc(cell) && cell.charCodeAt(0) === 49) return cell;
    const reading = read(cell);
    if (!reading.ok) {
      if (reading.kind === 'placeholder' || reading.kind === 'empty') return undefined;
      report(row, 'rejected', 'ID-04', label, discreet(cell), null, `${label}有误:${reading.message}`);
      return undefined;
    }
    const found = reading.candidates[0];
    if (found === undefined || found.scheme !== 'uscc') {
      report(row, 'rejected', 'ID-04', label, cell, null, `${label}应为 18 位统一社会信用代码`);
      return undefined;
    }
    if (found.value !== cell)
      report(row, 'corrected', 'ID-04', label, cell, found.value, `${label}已改写为 ${found.value}`);
    return found.value;
  };
}

/** A certificate number; whether it must be a valid identity card is decided by the type beside it, in rules.ts. */
function personIdReader(field: Field): FieldReader {
  const { label, maxLength = 64 } = field;
  return (cell, row) => {
    if (isFiller(cell)) return undefined;
    const value = isPlainCode(cell) ? cell : tidyCertificate(cell);
    if (value.length > maxLength) {
      report(row, 'rejected', 'FM-02', label, null, null, `${label}有 ${value.length} 字,超过上限 ${maxLength} 字`);
      return undefined;
    }
    return value;
  };
}

function tidyCertificate(cell: string): string {
  return cell
    .normalize('NFKC')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, '')
    .toUpperCase()
    .toWellFormed();
}

/** Fault of a number that is declared to be an identity card's, or null. */
export function identityCardFault(value: string, today: string): string | null {
  if (isPlainPersonId(value, today) || value.includes('*') || value.length === 15) return null;
  const reading = readPersonId(value, today);
  return reading.ok ? null : reading.message;
}
