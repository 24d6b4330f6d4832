/**
 * The catalogue as officers browse it, and as entry forms are made from it.
 *
 *   GET /officer/items           ItemLines
 *   GET /officer/items/{item}    ItemFile
 *   GET /officer/code-lists/{list}?q=&limit=   CodeListMatches   for lists too long for a drop-down
 */
import type {
  CodeList,
  Condition,
  DisclosureLevel,
  DisclosureWindow,
  FieldType,
  Period,
  Polarity,
  PortalSection,
  SeverityRule,
} from './catalogue.ts';
import type { RuleGravity } from './quality.ts';
import type { NamedCode } from './workbench.ts';

export interface ItemLine {
  code: string;
  name: string;
  nationalClass: number;
  section: PortalSection;
  polarity: Polarity;
  disclosure: DisclosureLevel;
  provider: NamedCode;
  due: Period & { from: string; source: string };
  fields: number;
  /** The viewer may enter rows of it by hand. */
  mayEnter: boolean;
}

export interface ItemLines {
  edition: string;
  effectiveFrom: string;
  items: ItemLine[];
}

export interface ItemField {
  name: string;
  label: string;
  type: FieldType;
  aliases: string[];
  required: boolean;
  requiredWhen?: Condition;
  maxLength?: number;
  codeList?: string;
  unit?: string;
  min?: number;
  max?: number;
  /** Least level that sees it: its own, or the item's. */
  disclosure: DisclosureLevel;
  mask?: string;
  notFuture?: boolean;
  notBefore?: string;
  openEnded?: boolean;
  defaultFrom?: string;
  source?: string;
  /** Part of what names one record; cannot be amended. */
  key: boolean;
  /** Says whose record it is. */
  identity: boolean;
}

export interface ItemFile extends Omit<ItemLine, 'fields'> {
  edition: string;
  effectiveFrom: string;
  legalBasis: string;
  localSupplement?: string;
  /** Labels of the fields that, with item and department, name one record. */
  naturalKey: string[];
  role: 'registers' | 'updates' | 'about';
  windows: DisclosureWindow[];
  severity: SeverityRule[];
  /** Declared quality rules that concern the item. */
  rules: { code: string; family: string; title: string; gravity: RuleGravity; message: string; source: string }[];
  rulesEdition: string;
  ignoredColumns: string[];
  fields: ItemField[];
  /** Those that the fields refer to. */
  codeLists: CodeList[];
}

/** Values of a code list whose code, label or alias holds what was asked for; those that begin with it first. */
export interface CodeListMatches {
  name: string;
  /** How many fit, shown or not. */
  total: number;
  values: { code: string; label: string }[];
}
