/** Reads of subjects: the present card, or the card as it stood on a day as known at a moment. */
import type { CatalogueEdition, CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { type Viewer, within } from '../../platform/access/index.ts';
import type { Queryable } from '../../platform/db/index.ts';

export interface Subject {
  subjectCode: string;
  kind: string;
  name: string;
  status: string;
  /** Six-digit code of the district it is registered in; null when unknown. */
  region: string | null;
  industry: string | null;
  entityType: string | null;
  establishedOn: string | null;
  legalRepresentative: string | null;
  /** Decimal string in the currency's main unit. */
  capital: { amount: string; currency: string } | null;
  address: string | null;
  identifiers: { scheme: string; value: string }[];
  updatedAt: string;
}

interface SubjectRow {
  subject_code: string;
  kind: string;
  name: string;
  status: string;
  region: string | null;
  industry: string | null;
  entity_type: string | null;
  established_on: string | null;
  legal_representative: string | null;
  capital_amount: string | null;
  capital_currency: string | null;
  address: string | null;
  updated_at: string;
  identifiers: { scheme: string; value: string }[];
}

// Named, so that each connection parses and plans it once; the card and its identifiers in one round trip.
const subjectByCode = {
  name: 'registry subject by code',
  text: `select subject_code, kind, name, status, region, industry, entity_type, established_on, legal_representative,
      capital_amount, capital_currency, address, updated_at,
      (select coalesce(json_agg(json_build_object('scheme', i.scheme, 'value', i.value) order by i.scheme, i.value), '[]')
         from registry.identifier i
        where i.subject_code = s.subject_code and (i.scheme <> 'tax-number' or $2)) as identifiers
    from registry.subject s where subject_code = coalesce(
      (select subject_code from registry.subject where subject_code = $1),
      (select min(subject_code) from registry.identifier where value = $1 and scheme in ('former-code', 'registration-number') having count(*) = 1))`,
};

/**
 * A subject by its code, or by a former code of it.
 * @returns null when the register has none. The public does not see tax numbers among the identifiers.
 */
export async function readSubject(q: Queryable, viewer: Viewer, code: string): Promise<Subject | null> {
  const { rows } = await q.query<SubjectRow>({ ...subjectByCode, values: [code, viewer.kind !== 'public'] });
  return rows[0] ? shape(rows[0]) : null;
}

/** A subject, and whether it lies within the viewer's reach of `subjects.read`; null when the register has none. */
export async function findSubject(
  q: Queryable,
  viewer: Viewer,
  code: string,
): Promise<(Subject & { inReach: boolean }) | null> {
  const values: unknown[] = [code, viewer.kind !== 'public'];
  const reach = within(viewer, 'subjects.read', { region: 's.region' }, (value) => `$${values.push(value)}`);
  const text = subjectByCode.text.replace('as identifiers', `as identifiers, coalesce(${reach}, false) as in_reach`);
  const { rows } = await q.query<SubjectRow & { in_reach: boolean }>(text, values);
  return rows[0] ? { ...shape(rows[0]), inReach: rows[0].in_reach } : null;
}

function shape(row: SubjectRow): Subject {
  return {
    subjectCode: row.subject_code,
    kind: row.kind,
    name: row.name,
    status: row.status,
    region: row.region,
    industry: row.industry,
    entityType: row.entity_type,
    establishedOn: row.established_on,
    legalRepresentative: row.legal_representative,
    capital:
      row.capital_amount === null ? null : { amount: row.capital_amount, currency: row.capital_currency ?? 'CNY' },
    address: row.address,
    identifiers: row.identifiers,
    updatedAt: row.updated_at,
  };
}

/** What a registration or change record says, as far as the card needs it. */
export interface CardSource {
  item: string;
  occurredOn: string | null;
  payload: Record<string, unknown>;
}

/**
 * The card as the given records make it: registrations and changes as known at a moment, oldest first. Pure; the
 * bitemporal counterpart of project.ts. Null when nothing had been registered by then.
 */
export function subjectAsOf(present: Subject, sources: CardSource[], catalogue: CatalogueEdition): Subject | null {
  const items = new Map(catalogue.items.map((item) => [item.code, item]));
  if (!sources.some((source) => items.get(source.item)?.subject.role === 'registers')) return null;
  const card: Subject = {
    ...present,
    status: 'live',
    industry: null,
    entityType: null,
    establishedOn: null,
    legalRepresentative: null,
    capital: null,
    address: null,
  };
  for (const source of sources) {
    const item = items.get(source.item);
    if (item) applySource(card, item, source.payload);
  }
  return card;
}

function applySource(card: Subject, item: CatalogueItem, payload: Record<string, unknown>): void {
  const role = item.subject;
  if (role.role === 'about') return;
  const sets = role.sets ?? {};
  const textOf = (field: string | undefined) =>
    field && typeof payload[field] === 'string' ? (payload[field] as string) : undefined;
  for (const column of [
    'name',
    'status',
    'industry',
    'entityType',
    'establishedOn',
    'legalRepresentative',
    'address',
  ] as const) {
    const value = textOf(sets[column]);
    if (value !== undefined) card[column] = value;
  }
  const capital = sets.capital ? payload[sets.capital] : undefined;
  if (capital && typeof capital === 'object') card.capital = capital as { amount: string; currency: string };
  if (role.role === 'updates' && role.statusBy) {
    const status = role.statusBy.map[textOf(role.statusBy.field) ?? ''];
    if (status) card.status = status;
  }
}
