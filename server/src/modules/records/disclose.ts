/** What of a record a viewer may see: fields above the viewer's level are taken away, personal ones masked. Pure. */
import type { CatalogueItem, DisclosureLevel, Field } from '@xinheng/contracts/catalogue.ts';
import type { Viewer } from '../../platform/access/index.ts';

const ranks: Record<DisclosureLevel, number> = { public: 0, shared: 1, authorised: 2 };

/** The highest level a viewer may read: the public 公开, a department's client 政务共享, the console everything. */
export function levelOf(viewer: Viewer): DisclosureLevel {
  if (viewer.kind === 'operator') return 'authorised';
  return viewer.kind === 'client' && viewer.permissions.has('subjects.read') ? 'shared' : 'public';
}

/** Levels at or below the viewer's, for use in SQL. */
export function levelsOf(viewer: Viewer): DisclosureLevel[] {
  const most = ranks[levelOf(viewer)];
  return (Object.keys(ranks) as DisclosureLevel[]).filter((level) => ranks[level] <= most);
}

/** Masks by data.md §5.8 (conventions, declared per field). */
const masks: Record<NonNullable<Field['mask']>, (value: string) => string> = {
  'person-name': (value) => (value.length > 1 ? `${value[0]}${'*'.repeat(value.length - 1)}` : value),
  'person-id': (value) => (value.length > 10 ? `${value.slice(0, 6)}********${value.slice(-4)}` : '****'),
  phone: (value) => value.replace(/^(\d{3})\d{4}/, '$1****'),
  address: (value) => value.replace(/(?<=[区县市]).*$/, '(门牌号从略)'),
};

/**
 * The payload as the viewer may see it. A field without a disclosure of its own has the item's; certificate numbers of
 * persons are never public whatever is declared.
 */
export function disclosePayload(
  item: CatalogueItem,
  payload: Record<string, unknown>,
  viewer: Viewer,
): Record<string, unknown> {
  const most = ranks[levelOf(viewer)];
  const naturalPerson = payload.subjectCategory === '自然人' || payload.subjectCategory === 'natural-person';
  const shown: Record<string, unknown> = {};
  for (const field of item.fields) {
    const value = payload[field.name];
    if (value === undefined) continue;
    const level = field.type === 'person-id' ? 'authorised' : (field.disclosure ?? item.disclosure);
    if (ranks[level] > most) continue;
    const mask = field.mask ?? (naturalPerson && field.type === 'person' ? 'person-name' : undefined);
    shown[field.name] = mask && most === ranks.public && typeof value === 'string' ? masks[mask](value) : value;
  }
  return shown;
}
