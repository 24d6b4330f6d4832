/** Compiles a catalogue item into a checker of rows: the hot path of every channel. */
import type { CatalogueItem, CodeList, Field } from '@xinheng/contracts/catalogue.ts';
import type { QualityRule } from '@xinheng/contracts/quality.ts';
import { compileWindow } from '../disclosure-window.ts';
import { type ChoiceList, compileChoices } from '../normalise/choice.ts';
import { isMissing, trimEnds } from '../normalise/empty.ts';
import { foldName } from '../normalise/name.ts';
import { type CheckedRow, clearRow, type FieldValue, report } from '../row.ts';
import { compileDeclared } from './declared.ts';
import { compileField, type FieldReader } from './field.ts';
import { compareCandidates, identityReader } from './identity.ts';
import { compilePayload } from './payload.ts';
import { compileRequired, compileRules, compileSeverity, indexOfField, type Slots } from './rules.ts';

export interface CheckContext {
  /** Today's business date, 'YYYY-MM-DD', Beijing time. */
  today: string;
  /** The city's declared rules; none when absent. */
  rules?: readonly QualityRule[];
}

export interface RowChecker {
  /** The item's fields: `check` takes one cell for each, in this order. */
  fields: readonly Field[];
  /** Checks one row and fills `out`, whose earlier content is dropped. `cells[i]` belongs to `fields[i]`. */
  check(cells: (string | undefined)[], out: CheckedRow): void;
}

/** Joins the parts of a natural key; no folded text contains it. */
const SEPARATOR = '\u001f';

/**
 * Builds the checker of one item: every field's type, length and code list (FM-01…03), identity numbers (ID-01, ID-02,
 * ID-04), dates and their order (LG-01), personal numbers in public text (PV-01), and the city's declared rules; normalises, finds severity, display
 * window and natural key. All findings of a row are reported; the gravest decides. Not to be used by two rows at once.
 * @throws Error if the item refers to fields or code lists that do not exist
 */
export function compileItem(item: CatalogueItem, codeLists: CodeList[], context: CheckContext): RowChecker {
  const { fields } = item;
  const count = fields.length;
  const readers = compileReaders(item, codeLists, context.today);
  const required = compileRequired(item, codeLists);
  const rules = [
    ...compileRules(item, context.today),
    ...compileDeclared(item, { rules: context.rules ?? [], codeLists, today: context.today }),
  ];
  const severityOf = compileSeverity(item);
  const settle = compileSettling(item);
  const payloadOf = compilePayload(fields);
  const defaults = fields.flatMap(({ defaultFrom }, at) =>
    defaultFrom === undefined ? [] : [{ at, from: indexOfField(item, defaultFrom) }],
  );
  const explanation = compileExplanation(fields);
  const slots: Slots = new Array<FieldValue | undefined>(count).fill(undefined);
  const complained = new Uint8Array(count);

  return {
    fields,
    check(cells, out) {
      clearRow(out);
      if (explanation(cells, out)) return;
      for (let at = 0; at < count; at++) {
        slots[at] = undefined;
        complained[at] = 0;
        const cell = cells[at];
        if (cell === undefined || cell.length === 0) continue;
        const trimmed = trimEnds(cell);
        if (isMissing(trimmed)) continue;
        const before = out.findings.length;
        const value = (readers[at] as FieldReader)(trimmed, out);
        slots[at] = value;
        if (value === undefined && out.findings.length > before) {
          // A placeholder put aside leaves the field empty; a refused value is not also missing.
          complained[at] = out.findings.at(-1)?.outcome === 'corrected' ? 0 : 1;
        }
      }
      for (let i = 0; i < defaults.length; i++) {
        const { at, from } = defaults[i] as (typeof defaults)[number];
        if (slots[at] === undefined && complained[at] === 0) slots[at] = slots[from];
      }
      required(slots, complained, out);
      for (let i = 0; i < rules.length; i++) (rules[i] as (typeof rules)[number])(slots, out);
      compareCandidates(out);
      out.values = payloadOf(slots);
      out.severity = severityOf(slots);
      settle(slots, out);
    },
  };
}

function compileReaders(item: CatalogueItem, codeLists: CodeList[], today: string): FieldReader[] {
  const compiled = new Map<string, ChoiceList>();
  const listOf = (field: Field): ChoiceList => {
    const name = field.codeList ?? '';
    let list = compiled.get(name);
    if (list === undefined) {
      const declared = codeLists.find((candidate) => candidate.name === name);
      if (declared === undefined)
        throw new Error(`catalogue item ${item.code}, field ${field.name}: no code list named "${name}"`);
      list = compileChoices(declared);
      compiled.set(name, list);
    }
    return list;
  };
  const identity = new Set(item.identity.codes);
  return item.fields.map((field) =>
    field.type === 'identifier' && identity.has(field.name)
      ? identityReader(field, item, today)
      : compileField(field, { item, today, listOf }),
  );
}

/** What an explanation may begin with, white space included. */
const openingUnits = new Set([...'填说示样例注(（【[ \t\u3000\ufeff'].map((character) => character.charCodeAt(0)));

/** FM-00: 填表说明, samples and repeated headers of the template, imported as if they were data. */
function compileExplanation(fields: readonly Field[]): (cells: (string | undefined)[], out: CheckedRow) => boolean {
  const count = fields.length;
  const required = fields.flatMap((field, at) => (field.required === true ? [{ at, label: field.label }] : []));
  const opening = /^[([【]?(?:填表说明|填报说明|填写说明|填表须知|(?:说明|示例|样例|例|注)(?:[::]|$))/;
  return (cells, out) => {
    for (let i = 0; i < required.length; i++) {
      const { at, label } = required[i] as (typeof required)[number];
      const cell = cells[at];
      if (cell === undefined || cell.length !== label.length || cell !== label) continue;
      report(out, 'rejected', 'FM-00', label, cell, null, `本行是模板的表头,不是数据:“${label}”一栏填的就是“${label}”`);
      return true;
    }
    let first: string | undefined;
    for (let at = 0; at < count; at++) {
      first = cells[at];
      if (first !== undefined && first.length > 0) break;
    }
    // Nearly every row is let through by this look at one character.
    if (first === undefined || first.length === 0 || !openingUnits.has(first.charCodeAt(0))) return false;
    const text = first.trim().normalize('NFKC');
    if (!opening.test(text)) return false;
    report(out, 'rejected', 'FM-00', null, first, null, '本行是模板的填表说明或示例,不是数据;请删去后重报');
    return true;
  };
}

/** Whose row, which key, which days: what the store needs beside the payload. */
function compileSettling(item: CatalogueItem): (slots: Slots, out: CheckedRow) => void {
  const indexOf = (name: string | undefined): number => (name === undefined ? -1 : indexOfField(item, name));
  const name = item.fields.findIndex((field) => field.name === item.identity.name);
  const documentNumber = indexOf(item.documentNumber);
  const occurredOn = indexOf(item.occurredOn);
  const effectiveFrom = indexOf(item.effectiveFrom);
  const effectiveUntil = indexOf(item.effectiveUntil);
  const key = item.naturalKey.map((part) => (part === 'subject' ? -1 : indexOfField(item, part)));
  const keyLabels = key.flatMap((at) => (at < 0 ? [] : [(item.fields[at] as Field).label]));
  const windowOf = compileWindow(item);
  for (const code of item.identity.codes) indexOfField(item, code);

  const textAt = (slots: Slots, at: number): string | null => {
    const value = at < 0 ? undefined : slots[at];
    return typeof value === 'string' ? value : null;
  };

  return (slots, out) => {
    out.name = textAt(slots, name);
    out.nameFolded = out.name === null ? null : foldName(out.name);
    out.documentNumber = textAt(slots, documentNumber);
    out.occurredOn = textAt(slots, occurredOn);
    out.effectiveFrom = textAt(slots, effectiveFrom);
    out.effectiveUntil = textAt(slots, effectiveUntil);
    let parts = '';
    let filled = keyLabels.length === 0;
    for (let i = 0; i < key.length; i++) {
      if (i > 0) parts += SEPARATOR;
      const at = key[i] as number;
      const value = at < 0 ? undefined : slots[at];
      if (value === undefined || value === null) continue;
      filled = true;
      parts += typeof value === 'string' ? foldName(value) : Array.isArray(value) ? value.join(',') : value.amount;
    }
    out.keyParts = parts;
    if (out.outcome === 'rejected') return;
    if (!filled) {
      report(
        out,
        'rejected',
        'FM-01',
        null,
        null,
        null,
        `“${keyLabels.join('、')}”都未填写,无法与同一主体的其他信息区分`,
      );
    }
    if (out.candidates.length === 0 && out.nameFolded === null) {
      report(out, 'rejected', 'FM-01', null, null, null, '既没有有效代码也没有名称,不知是谁的信息');
    }
    const window = windowOf(out.values, out.severity);
    if (window === 'never') return;
    out.shownFrom = window.shownFrom;
    out.shownUntil = window.shownUntil;
  };
}
