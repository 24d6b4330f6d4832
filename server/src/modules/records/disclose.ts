/** What of a record a viewer may see: fields above the viewer's level are taken away, personal ones masked. Pure. */
import type { CatalogueItem, DisclosureLevel, Field } from '@xinheng/contracts/catalogue.ts';
import { type Place, reachesTo, type Viewer } from '../../platform/access/index.ts';

const ranks: Record<DisclosureLevel, number> = { public: 0, shared: 1, authorised: 2 };

/** What a viewer sees of the records at one place: up to which level, and whether persons are named in full. */
export interface Sight {
  level: DisclosureLevel;
  unmasked: boolean;
}

/**
 * A viewer's sight of a record that `place.department` supplied about a subject of `place.region`: the level counts only
 * as far as its permission reaches. A place that is not given is within no reach but that of the whole city.
 */
export function sightOf(viewer: Viewer, place: Pick<Place, 'department' | 'region'> = {}): Sight {
  if (viewer.kind === 'public') return { level: 'public', unmasked: false };
  const reaches = (permission: string) => reachesTo(viewer, permission, place);
  // A department's program has always read shared data by its leave to read subjects.
  const shared =
    reaches('records.read') ||
    (viewer.kind === 'client' && reaches('subjects.read')) ||
    // What a department has supplied, those who may amend it must be able to read.
    reachesTo(viewer, 'records.amend', { department: place.department ?? null });
  const level = reaches('records.read-authorised') ? 'authorised' : shared ? 'shared' : 'public';
  return { level, unmasked: reaches('persons.read-unmasked') };
}

/** Masks by data.md §5.8 (conventions, declared per field). */
const masks: Record<NonNullable<Field['mask']>, (value: string) => string> = {
  'person-name': (value) => {
    const [first = '', ...rest] = [...value.trim()];
    return first === '' ? '' : first + '*'.repeat(Math.max(1, rest.length));
  },
  'person-id': (value) => (value.length > 10 ? `${value.slice(0, 6)}********${value.slice(-4)}` : '****'),
  phone: (value) => value.replace(/^(\d{3})\d{4}/, '$1****'),
  address: (value) => value.replace(/(?<=[区县市]).*$/, '(门牌号从略)'),
};

interface ShownField {
  field: Field;
  mask: ((value: string) => string) | undefined;
}

/** What one sight takes in of an item: worked out once, because every record shown asks for it. */
interface Plan {
  shown: ShownField[];
  /** The same for a row about a natural person 自然人, who is masked whatever is declared. */
  shownOfPerson: ShownField[];
  /** Field that says what kind of party the row is about. */
  category: string | undefined;
}

const plans = new WeakMap<CatalogueItem, Map<string, Plan>>();

function planOf(item: CatalogueItem, { level, unmasked }: Sight): Plan {
  let ofItem = plans.get(item);
  if (ofItem === undefined) {
    ofItem = new Map();
    plans.set(item, ofItem);
  }
  const name = `${level} ${unmasked}`;
  const known = ofItem.get(name);
  if (known !== undefined) return known;
  const fields = item.fields.filter((field) => {
    const least = field.type === 'person-id' ? 'authorised' : (field.disclosure ?? item.disclosure);
    return ranks[least] <= ranks[level];
  });
  const shownWith = (maskOf: (field: Field) => Field['mask']) =>
    fields.map((field): ShownField => {
      const mask = unmasked ? undefined : maskOf(field);
      return { field, mask: mask && masks[mask] };
    });
  const declared = (field: Field) => field.mask ?? (field.type === 'person-id' ? 'person-id' : undefined);
  const plan: Plan = {
    shown: shownWith(declared),
    shownOfPerson: shownWith((field) => declared(field) ?? (namesPerson(item, field) ? 'person-name' : undefined)),
    category: categoryField(item),
  };
  ofItem.set(name, plan);
  return plan;
}

/** The field of an item that takes its value from the code list subject-category; undefined when it has none. */
export function categoryField(item: CatalogueItem): string | undefined {
  return item.fields.find((field) => field.codeList === 'subject-category')?.name;
}

/** Whether a field names a person in a row about a natural person: the party's own name, or anyone beside it. */
export function namesPerson(item: CatalogueItem, field: Field): boolean {
  return field.type === 'person' || (field.type === 'name' && field.name === item.identity.name);
}

/** The fields of a row that a sight takes in, filled or not, in the item's order, with the mask that each wears. */
export function shownFields(
  item: CatalogueItem,
  payload: Record<string, unknown>,
  sight: Sight,
): readonly ShownField[] {
  const plan = planOf(item, sight);
  const category = plan.category === undefined ? undefined : payload[plan.category];
  return category === 'natural-person' || category === '自然人' ? plan.shownOfPerson : plan.shown;
}

/**
 * The payload as a sight takes it in. A field without a disclosure of its own has the item's; certificate numbers of
 * persons are never below 授权查询 whatever is declared, and whoever may not read persons unmasked gets a natural person
 * by the family name only.
 */
export function disclosePayload(
  item: CatalogueItem,
  payload: Record<string, unknown>,
  sight: Sight,
): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const { field, mask } of shownFields(item, payload, sight)) {
    const value = payload[field.name];
    if (value === undefined) continue;
    shown[field.name] = mask && typeof value === 'string' ? mask(value) : value;
  }
  return shown;
}
