/** Values of a code list: by label, code or alias, with widths, brackets and separators folded. */
import type { CodeList } from '@xinheng/contracts/catalogue.ts';
import { foldName } from './name.ts';

export interface Choice {
  code: string;
  label: string;
  /** Written as the list itself writes it: label, code, or a numeric code of an older standard. */
  standard: boolean;
}

export interface ChoiceList {
  /** The value meant by the text, or null. */
  one(text: string): Choice | null;
  /** All values meant, in the list's order and without repeats, or the first part that is no value. */
  several(text: string): { codes: string[]; labels: string[]; standard: boolean } | { unknown: string };
  labelOf(code: string): string;
  /** The permitted labels for a message, at most twelve. */
  permitted: string;
}

const strong = /[;；|\n]+/;
const weak = /[;；|\n、,，/]+/;
const MEMORY = 5000;

/** Compiles a code list; every text seen is remembered, so the usual value costs one look-up. */
export function compileChoices(list: CodeList): ChoiceList {
  const meant = new Map<string, Choice>();
  const order = new Map<string, number>();
  for (const [at, { code, label }] of list.values.entries()) {
    order.set(code, at);
    const choice = { code, label, standard: true };
    for (const key of [label, code, foldName(label), foldName(code)]) if (!meant.has(key)) meant.set(key, choice);
  }
  for (const { code, label, aliases = [] } of list.values) {
    for (const alias of aliases) {
      const choice = { code, label, standard: /^\d+$/.test(alias) };
      for (const key of [alias, foldName(alias)]) if (!meant.has(key)) meant.set(key, choice);
    }
  }
  const other = meant.get('其他') ?? null;
  const remembered = new Map<string, Choice | null>();

  const one = (text: string): Choice | null => {
    let choice = meant.get(text);
    if (choice !== undefined) return choice;
    const known = remembered.get(text);
    if (known !== undefined) return known;
    const folded = foldName(text);
    choice = meant.get(folded) ?? meant.get(folded.replace(/^[("'「]+|[)"'」]+$/g, ''));
    // 其他-<文字> is the 2018 standard's own way of adding a value.
    const found =
      choice !== undefined
        ? { ...choice, standard: false }
        : other !== null && /^(其他|其它)[-—:(]/.test(folded)
          ? { ...other, standard: false }
          : null;
    if (remembered.size < MEMORY) remembered.set(text, found);
    return found;
  };

  const several: ChoiceList['several'] = (text) => {
    const whole = one(text);
    if (whole !== null) return { codes: [whole.code], labels: [whole.label], standard: whole.standard };
    const chosen = new Map<string, Choice>();
    let standard = true;
    for (const piece of text.split(strong)) {
      // A label may itself hold 、 (没收违法所得、没收非法财物): whole pieces first, then their parts.
      const parts = one(piece.trim()) === null ? piece.split(weak) : [piece];
      for (const part of parts) {
        const trimmed = part.trim();
        if (trimmed === '') continue;
        const choice = one(trimmed);
        if (choice === null) return { unknown: trimmed };
        if (!choice.standard) standard = false;
        chosen.set(choice.code, choice);
      }
    }
    if (chosen.size === 0) return { unknown: text };
    const sorted = [...chosen.values()].sort((a, b) => (order.get(a.code) ?? 0) - (order.get(b.code) ?? 0));
    return { codes: sorted.map(({ code }) => code), labels: sorted.map(({ label }) => label), standard };
  };

  const labels = list.values.map(({ label }) => label);
  const permitted = labels.slice(0, 12).join('、') + (labels.length > 12 ? '等' : '');
  return { one, several, labelOf: (code) => meant.get(code)?.label ?? code, permitted };
}
