/** Whose row it is: all identity numbers of the row read, put right, and compared with each other. */
import type { CatalogueItem, Field } from '@xinheng/contracts/catalogue.ts';
import { classifyIdentifier, type IdentifierReading } from '@xinheng/contracts/codes/identifier.ts';
import { type CheckedRow, report, shown } from '../row.ts';
import { discreet, type FieldReader } from './field.ts';

const ruleText = {
  width: '全角字符',
  separators: '空格、连字符等',
  case: '小写字母',
  'look-alike': '形近字母',
} as const;

/** Adds the readings of one number to the row's candidates. */
function take(row: CheckedRow, reading: IdentifierReading & { ok: true }): void {
  for (const candidate of reading.candidates) {
    if (!row.candidates.some(({ scheme, value }) => scheme === candidate.scheme && value === candidate.value)) {
      row.candidates.push(candidate);
    }
  }
}

/**
 * Reader of one identity field. The first of the item's codes is the one the subject is known by: a number there that
 * fails its check is refused. A further number that fails is kept as received and not used to find the subject; where
 * the catalogue gives it a length (事业单位证书号, 社会组织登记证号) any text may stand there.
 */
export function identityReader(field: Field, item: CatalogueItem, today: string): FieldReader {
  const { label, maxLength } = field;
  const primary = item.identity.codes[0] === field.name;
  return (cell, row) => {
    const reading = classifyIdentifier(cell, today);
    if (reading.ok) {
      const value = reading.candidates[0]?.value as string;
      take(row, reading);
      if (reading.corrections.length > 0) {
        const kinds = [...new Set(reading.corrections.map(({ rule }) => ruleText[rule]))].join('、');
        const proven = reading.corrections.some(({ rule }) => rule === 'look-alike')
          ? ',改后校验位相符且只有这一种改法'
          : '';
        report(row, 'corrected', 'ID-01', label, cell, value, `${label}中的${kinds}已改正为 ${value}${proven}`);
      }
      // A warning changes nothing: before and after are the same.
      for (const warning of reading.warnings)
        report(row, 'corrected', 'ID-01', label, value, value, `提示:${label}${warning};未作改动`);
      return value;
    }
    if (reading.kind === 'empty') return undefined;
    if (reading.kind === 'placeholder') {
      report(row, 'corrected', 'ID-01', label, cell, null, `${label}${reading.message}`);
      return undefined;
    }
    if (reading.kind === 'person-id') {
      report(row, 'rejected', 'ID-02', label, discreet(cell), null, `${label}:${reading.message};自然人请填证件号码栏`);
      return undefined;
    }
    if (primary) {
      report(
        row,
        'rejected',
        'ID-01',
        label,
        discreet(cell),
        null,
        `${label}“${shown(discreet(cell))}”有误:${reading.message}`,
      );
      return undefined;
    }
    return keptAsText(cell, row, field, maxLength, reading.message);
  };
}

/** Only letters, digits and hyphens, of the length of a checkable code. */
function looksCheckable(cell: string): boolean {
  return /^[0-9A-Za-z-]+$/.test(cell) && [9, 10, 15, 18].includes(cell.length);
}

function keptAsText(
  cell: string,
  row: CheckedRow,
  field: Field,
  maxLength: number | undefined,
  message: string,
): string | undefined {
  const { label } = field;
  if (maxLength !== undefined && cell.length > maxLength) {
    report(
      row,
      'rejected',
      'FM-02',
      label,
      discreet(cell),
      null,
      `${label}有 ${cell.length} 字,超过上限 ${maxLength} 字`,
    );
    return undefined;
  }
  const kept = cell.toWellFormed().replace(/\p{Cc}/gu, '');
  const free = maxLength !== undefined && !looksCheckable(cell);
  if (!free) {
    report(
      row,
      'corrected',
      'ID-01',
      label,
      discreet(cell),
      discreet(kept),
      `提示:${label}${message};原样留存,不用于查找主体`,
    );
  }
  return kept;
}

/** After all fields: numbers that contradict each other are a matter for a person, never for a guess. */
export function compareCandidates(row: CheckedRow): void {
  const { candidates } = row;
  if (candidates.length < 2) return;
  const uscc = candidates.find(({ scheme }) => scheme === 'uscc');
  if (uscc === undefined) return;
  for (const { scheme, value, organisationCode } of candidates) {
    if (scheme === 'uscc' && value !== uscc.value) {
      report(
        row,
        'quarantined',
        'ID-01',
        null,
        value,
        null,
        `同一行有两个统一社会信用代码 ${uscc.value} 和 ${value},请核对`,
      );
    } else if (
      scheme === 'organisation-code' &&
      uscc.organisationCode !== undefined &&
      organisationCode !== uscc.organisationCode
    ) {
      const message = `组织机构代码 ${value} 与统一社会信用代码第 9 至 17 位 ${uscc.organisationCode} 不一致,请核对`;
      report(row, 'quarantined', 'ID-01', null, value, null, message);
    }
  }
}
