import type { CatalogueItem, Condition, Field } from '@xinheng/contracts/catalogue.ts';
import { dayOf, parseDay, weekday, yearOf } from './days.ts';
import type { GeneratorDeclaration, ViolationDeclaration } from './declaration.ts';
import type { Population } from './ground.ts';
import { type Prng, pick, type Weighted, weighted } from './prng.ts';

/** A department as far as its files show it. */
export interface Sender {
  code: string;
  name: string;
  /** Its own unified code, when the city declares one. */
  unifiedCode?: string;
  /** Six-digit region whose counter it is; absent for city-level departments. */
  region?: string;
}

/** The one row under way. Reused for every row: nothing may keep it. */
export interface Row {
  subject: number;
  /** 1 for the first row of the file. */
  position: number;
  /** How often the file has gone through all subjects (annual items: years back). */
  round: number;
  /** Day of the fact. */
  day: number;
  /** First day of effect. */
  from: number;
  /** Last day of effect; null = for good. */
  until: number | null;
  /** Day on which it was lifted, removed or paid; 0 when it has not been. */
  lifted: number;
  violation: ViolationDeclaration;
  /** Kinds of penalty, labels joined by `;`. */
  penalty: string;
  /** Yuan. */
  amount: number;
  /** Invented person or other number that belongs to this row. */
  lot: number;
  values: string[];
}

/** Writes one value. Returns '' for an empty cell. */
export type Producer = (row: Row) => string;

/** Everything that value rules may ask for besides the row. */
export interface Ground {
  city: { code: string; name: string; regionCode: string };
  declaration: GeneratorDeclaration;
  population: Population;
  today: number;
  codeLists: ReadonlyMap<string, readonly { code: string; label: string }[]>;
}

/** What one file is about. */
export interface FileGround extends Ground {
  item: CatalogueItem;
  sender: Sender;
  random: Prng;
  /** Letter that the XK_/CF_ tables use, or Chinese headers. */
  layout: '2018' | '2016' | 'chinese';
}

/** True when rows are told apart by a document number, so that one subject may have any number of them. */
export function isNumbered(item: CatalogueItem): boolean {
  return item.documentNumber !== undefined && item.naturalKey.includes(item.documentNumber);
}

/** True when the item reports how a subject ended (注销吊销). */
export function isExit(item: CatalogueItem): boolean {
  return item.subject.role === 'updates' && item.subject.statusBy !== undefined;
}

/** A fresh row with no content. */
export function emptyRow(ground: Ground, width: number): Row {
  const violation = ground.declaration.violations[0] as ViolationDeclaration;
  return {
    subject: 0,
    position: 0,
    round: 0,
    day: 0,
    from: 0,
    until: null,
    lifted: 0,
    violation,
    penalty: '',
    amount: 0,
    lot: 0,
    values: new Array<string>(width).fill(''),
  };
}

/** Draws amounts evenly on a logarithmic scale, in round figures as offices like them. */
export function amountBetween(from: number, to: number, fraction: number): number {
  const raw = from * (to / from) ** fraction;
  const step = raw < 1000 ? 50 : raw < 10_000 ? 500 : raw < 100_000 ? 1000 : 10_000;
  return Math.max(step, Math.round(raw / step) * step);
}

/** Rounds that a file may go through its subjects. */
export const ROUNDS = 64;

/** Days of effect that files usually give, from one year to for good (null). */
const TERMS: readonly (number | null)[] = [365, 365, 1095, 1095, 1095, 1825, 1825, 1460, null, null];

/** Returns a function that fills the facts of a row whose subject and round are set; the values follow from them. */
export function factsOf(ground: FileGround): (row: Row) => void {
  const { declaration, population, random, item, today } = ground;
  const violations: Weighted<ViolationDeclaration> = weighted(
    declaration.violations.map((one) => [one, one.weight] as const),
  );
  const penalties = weighted(
    Object.entries(declaration.penaltyKinds).map(([label, weight]) => [label.replaceAll('+', ';'), weight] as const),
  );
  const registers = item.subject.role === 'registers';
  const exits = isExit(item);
  const numbered = isNumbered(item);
  const since = parseDay(declaration.items[item.code]?.since ?? '2015-01-01');
  const yearly = item.naturalKey.some((name) => isYear(item.fields.find((field) => field.name === name)));
  return (row) => {
    row.lot = random.next();
    const opened = population.established[row.subject] ?? 0;
    if (registers) row.day = opened;
    else if (exits) row.day = population.endedOn(row.subject);
    else if (yearly) row.day = Math.min(today, dayOf(yearOf(today) - row.round, 1, 2) + random.below(178));
    else {
      const earliest = Math.max(since, opened);
      const latest =
        population.statusOf(row.subject) === 'live' ? today : Math.max(earliest, population.endedOn(row.subject));
      const fraction = random.fraction();
      row.day = latest - Math.floor((latest - earliest) * fraction * Math.sqrt(fraction));
      if (numbered) row.day = Math.max(earliest, weekday(row.day));
      else {
        // Each round has its own days, so that a subject's rounds never meet on one day.
        row.day -= (((row.day - row.round) % ROUNDS) + ROUNDS) % ROUNDS;
        if (row.day < earliest) row.day += ROUNDS;
      }
    }
    row.from = row.day;
    const term = TERMS[row.lot % TERMS.length];
    row.until = term === null || term === undefined ? null : row.from + term;
    const gap = 20 + ((row.lot >>> 4) % 500);
    row.lifted = (row.lot >>> 13) % 100 < 55 && row.day + gap < today ? row.day + gap : 0;
    row.violation = pick(violations, random.fraction());
    row.penalty = pick(penalties, random.fraction());
    row.amount = amountBetween(row.violation.amount[0], row.violation.amount[1], random.fraction());
  };
}

/** True for a field that names a year (报告年度, 评价年度 …). */
export function isYear(field: Field | undefined): boolean {
  return field !== undefined && /年度$|年份$|[yY]ear$/.test(`${field.label} ${field.name}`) && field.type !== 'date';
}

/** Evaluates a declared condition on texts as the files carry them (labels, numbers in the field's unit). */
export function holds(
  condition: Condition,
  value: string,
  labelsOf: (codes: readonly string[]) => readonly string[],
): boolean {
  if (condition.filled !== undefined && condition.filled !== (value !== '')) return false;
  if (condition.anyOf) {
    const chosen = value.split(';');
    if (!labelsOf(condition.anyOf).some((label) => chosen.includes(label))) return false;
  }
  if (condition.atLeast !== undefined && !(value !== '' && Number(value) >= condition.atLeast)) return false;
  if (condition.below !== undefined && !(value !== '' && Number(value) < condition.below)) return false;
  return true;
}
