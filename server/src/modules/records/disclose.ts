/** What of a record a viewer may see: fields above the viewer's level are taken away, personal ones masked. Pure. */
import type { CatalogueItem, DisclosureLevel, Field } from '@xinheng/contracts/catalogue.ts';
import { may, type Viewer } from '../../platform/access/index.ts';

const ranks: Record<DisclosureLevel, number> = { public: 0, shared: 1, authorised: 2 };

/** The highest level a viewer may read: the public 公开, others by their permissions 政务共享 or 授权查询. */
export function levelOf(viewer: Viewer): DisclosureLevel {
  if (viewer.kind === 'public') return 'public';
  if (may(viewer, 'records.read-authorised')) return 'authorised';
  // A department's program has always read shared data by its leave to read subjects.
  return may(viewer, 'records.read') || (viewer.kind === 'client' && may(viewer, 'subjects.read'))
    ? 'shared'
    : 'public';
}

/** Levels at or below the viewer's, for use in SQL. */
export function levelsOf(viewer: Viewer): DisclosureLevel[] {
  const most = ranks[levelOf(viewer)];
  return (Object.keys(ranks) as DisclosureLevel[]).filter((level) => ranks[level] <= most);
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
  name: string;
  mask: ((value: string) => string) | undefined;
}

/** What one level may see of an item: worked out once, because every record shown asks for it. */
interface Plan {
  shown: ShownField[];
  /** The same for a row about a natural person 自然人, who is masked whatever is declared. */
  shownOfPerson: ShownField[];
  /** Field that says what kind of party the row is about. */
  category: string | undefined;
}

const plans = new WeakMap<CatalogueItem, Partial<Record<DisclosureLevel, Plan>>>();

function planOf(item: CatalogueItem, level: DisclosureLevel): Plan {
  let ofItem = plans.get(item);
  if (ofItem === undefined) {
    ofItem = {};
    plans.set(item, ofItem);
  }
  const known = ofItem[level];
  if (known !== undefined) return known;
  const fields = item.fields.filter((field) => {
    const least = field.type === 'person-id' ? 'authorised' : (field.disclosure ?? item.disclosure);
    return ranks[least] <= ranks[level];
  });
  const shownWith = (maskOf: (field: Field) => Field['mask']) =>
    fields.map((field): ShownField => {
      const mask = level === 'public' ? maskOf(field) : undefined;
      return { name: field.name, mask: mask && masks[mask] };
    });
  const plan: Plan = {
    shown: shownWith((field) => field.mask),
    shownOfPerson: shownWith((field) => field.mask ?? (namesPerson(item, field) ? 'person-name' : undefined)),
    category: categoryField(item),
  };
  ofItem[level] = plan;
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

/**
 * The payload as the viewer may see it. A field without a disclosure of its own has the item's; certificate numbers of
 * persons are never public whatever is declared, and a natural person is named to the public by the family name only.
 */
export function disclosePayload(
  item: CatalogueItem,
  payload: Record<string, unknown>,
  viewer: Viewer,
): Record<string, unknown> {
  const plan = planOf(item, levelOf(viewer));
  const category = plan.category === undefined ? undefined : payload[plan.category];
  const naturalPerson = category === 'natural-person' || category === '自然人';
  const shown: Record<string, unknown> = {};
  for (const { name, mask } of naturalPerson ? plan.shownOfPerson : plan.shown) {
    const value = payload[name];
    if (value === undefined) continue;
    shown[name] = mask && typeof value === 'string' ? mask(value) : value;
  }
  return shown;
}
