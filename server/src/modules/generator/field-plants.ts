/** Planted errors in fields other than the identity, and in the shape of rows. */
import type { Field } from '@xinheng/contracts/catalogue.ts';
import { capitalOf } from './capital.ts';
import { civil, dashDate } from './days.ts';
import { fullWidth, type Plant, type Planted, registers, type Spot } from './plant.ts';

/** First column whose field fits and, unless `empty` is allowed, has a value. */
function find(spot: Spot, fits: (field: Field, value: string) => boolean): number {
  return spot.columns.columns.findIndex((column, at) => fits(column.field, spot.row.values[at] ?? ''));
}

function spoil(spot: Spot, column: number, value: string, expected: Planted['expected'], corrected?: string): Planted {
  spot.row.values[column] = value;
  const planted: Planted = { expected, field: spot.columns.columns[column]?.field.name ?? '', before: value };
  if (corrected !== undefined) planted.corrected = corrected;
  return planted;
}

/** Days since 1899-12-30, as spreadsheets count. */
const SPREADSHEET_EPOCH = 25569;

/** The ten shapes of data.md §4.3 and what real files show. */
const DATE_SHAPES: readonly ((year: number, month: number, day: number, serial: number) => string)[] = [
  (y, m, d) => `${y}-${m}-${d}`,
  (y, m, d) => `${y}${two(m)}${two(d)}`,
  (y, m, d) => `${y}年${m}月${d}日`,
  (y, m, d) => `${y}年${two(m)}月${two(d)}日`,
  (y, m, d) => `${y}.${two(m)}.${two(d)}`,
  (y, m, d) => `${y}/${m}/${d}`,
  (y, m, d) => `${y}-${two(m)}-${two(d)} 00:00:00`,
  (y, m, d) => `${y}-${two(m)}-${two(d)}T00:00:00`,
  (_y, _m, _d, serial) => String(serial),
  (y, m, d) => fullWidth(`${y}-${two(m)}-${two(d)}`),
];

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** The day that the row's main date holds. */
function mainDate(spot: Spot): number {
  const { item } = spot.ground;
  return item.occurredOn === undefined ? -1 : spot.columns.indexOf(item.occurredOn);
}

const IMPOSSIBLE = ['2023-02-30', '0000-00-00', '2021-13-05', '2022-06-31', '2019-00-12'];

function capitalSpelling(amount: number, shape: number): string {
  const tens = amount / 10_000;
  const shapes = [
    `${tens}(万元人民币)`,
    `${fullWidth(String(tens))}万`,
    `${tens}万`,
    `人民币${tens}万元`,
    `${amount.toLocaleString('en-US')}元`,
    `${tens}.0000(万人民币)`,
    `（万元）${tens}`,
  ];
  return shapes[shape % shapes.length] ?? `${tens}万`;
}

/** Fields that may be spoilt without touching whose row it is or which record it is. */
function isPlain(spot: Spot, field: Field): boolean {
  const { item } = spot.ground;
  return (
    item.identity.name !== field.name &&
    !item.identity.codes.includes(field.name) &&
    !item.naturalKey.includes(field.name)
  );
}

export const FIELD_PLANTS: Record<string, Plant> = {
  'date-shape': (spot) => {
    const at = mainDate(spot);
    if (at < 0) return null;
    const { year, month, day } = civil(spot.row.day);
    const shape = DATE_SHAPES[spot.random.below(DATE_SHAPES.length)];
    if (!shape || !spot.row.values[at]) return null;
    const standard = dashDate(spot.row.day);
    const spelt = shape(year, month, day, spot.row.day + SPREADSHEET_EPOCH);
    // 2019-12-25 and 2019/12/25 are as they should be.
    const before = spelt.replaceAll('/', '-') === standard ? standard.replaceAll('-', '.') : spelt;
    return spoil(spot, at, before, 'corrected', standard);
  },
  'impossible-date': (spot) => {
    const at = mainDate(spot);
    if (registers(spot) || at < 0 || !spot.columns.columns[at]?.field.required) return null;
    return spoil(spot, at, IMPOSSIBLE[spot.random.below(IMPOSSIBLE.length)] ?? '', 'rejected');
  },
  'capital-spelling': (spot) => {
    const at = find(spot, (field, value) => field.type === 'capital' && value.endsWith('万元人民币'));
    if (at < 0) return null;
    const amount = capitalOf(spot.ground, spot.row.subject);
    return spoil(spot, at, capitalSpelling(amount, spot.random.next()), 'corrected', `${amount} CNY`);
  },
  'unknown-choice': (spot) => {
    if (registers(spot)) return null;
    const at = find(spot, (field) => field.type === 'choice' && field.required === true);
    if (at < 0) return null;
    return spoil(spot, at, ['其他情况（见附件）', '详见系统', '??'][spot.random.below(3)] ?? '??', 'rejected');
  },
  'missing-mandatory': (spot) => {
    if (registers(spot)) return null;
    const wanted = spot.columns.columns
      .map((column, at) => ({ column, at }))
      .filter(
        ({ column }) =>
          column.field.required === true && column.field.defaultFrom === undefined && isPlain(spot, column.field),
      );
    const chosen = wanted[spot.random.below(Math.max(1, wanted.length))];
    return chosen ? spoil(spot, chosen.at, '', 'rejected') : null;
  },
  'exact-resend': (spot) => (spot.previous.length > 0 ? { expected: 'duplicate', line: 'previous' } : null),
  'same-document-other-content': (spot) => {
    const { item } = spot.ground;
    if (registers(spot) || spot.previous.length === 0 || item.documentNumber === undefined) return null;
    // The richer of two rows wins, so the copy loses a cell as well as changing one; it waits for an officer.
    const plain = spot.columns.columns
      .map((column, at) => ({ column, at }))
      .filter(({ column, at }) => column.field.type === 'text' && isPlain(spot, column.field) && spot.previous[at]);
    const lost = plain.find(({ column }) => !column.field.required && !column.field.requiredWhen);
    const changed = plain.find(({ column, at }) => at !== lost?.at && column.field.name !== item.precedence);
    if (!lost || !changed) return null;
    spot.previous.forEach((value, at) => {
      spot.row.values[at] = value;
    });
    spot.row.values[lost.at] = '';
    return { ...spoil(spot, changed.at, `${spot.previous[changed.at]}（更正）`, 'quarantined'), again: true };
  },
  'shifted-columns': (spot) => {
    if (registers(spot) || spot.ndjson || spot.name < 0) return null;
    const { values } = spot.row;
    values.splice(spot.name + 1, 0, '1');
    values[values.length - 1] = '末列';
    return { expected: 'rejected' };
  },
  'explanation-row': (spot) => {
    if (registers(spot) || spot.ndjson) return null;
    spot.columns.columns.forEach((column, at) => {
      const hint = `${column.field.required ? '必填' : '选填'}，请填写${column.field.label}`;
      spot.row.values[at] = at === 0 ? `填表说明：${hint}` : hint;
    });
    return { expected: 'rejected', nobody: true };
  },
  'control-character': (spot) => {
    const at = find(spot, (field, value) => field.type === 'text' && isPlain(spot, field) && value.length > 3);
    if (at < 0) return null;
    const clean = spot.row.values[at] ?? '';
    // NUL never stands in honest text; the others are dirt of exports.
    if (spot.random.below(3) === 0) return spoil(spot, at, `${clean.slice(0, 2)}\u0000${clean.slice(2)}`, 'rejected');
    const mark = ['\u0007', '\u001f', '\u200b'][spot.random.below(3)] ?? '\u0007';
    return spoil(spot, at, `${clean.slice(0, 2)}${mark}${clean.slice(2)}`, 'corrected', clean);
  },
  'quoted-line-break': (spot) => {
    const at = find(
      spot,
      (field, value) =>
        field.type === 'text' && isPlain(spot, field) && (field.maxLength ?? 9999) > 400 && value.length > 3,
    );
    if (at < 0) return null;
    return spoil(spot, at, `${spot.row.values[at]}\n另：“附件"1"”`, 'accepted');
  },
  'future-date': (spot) => {
    const at = mainDate(spot);
    if (registers(spot) || at < 0 || !spot.columns.columns[at]?.field.notFuture) return null;
    return spoil(spot, at, '2093-05-06', 'rejected');
  },
  'end-before-start': (spot) => {
    if (registers(spot)) return null;
    const at = find(spot, (field, value) => field.notBefore !== undefined && value !== '');
    const start = spot.columns.indexOf(spot.columns.columns[at]?.field.notBefore);
    if (at < 0 || start < 0 || !spot.row.values[start]) return null;
    return spoil(spot, at, dashDate(spot.row.day - 900), 'rejected');
  },
  'too-long-text': (spot) => {
    if (registers(spot)) return null;
    const at = find(spot, (field) => field.type === 'text' && isPlain(spot, field) && (field.maxLength ?? 9999) <= 600);
    const longest = spot.columns.columns[at]?.field.maxLength;
    return longest === undefined ? null : spoil(spot, at, '超长内容'.repeat(Math.ceil((longest + 8) / 4)), 'rejected');
  },
};
