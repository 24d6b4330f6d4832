import { businessToday } from '../../../platform/calendar/index.ts';
import type { City, Department, Region } from '../../../platform/city/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import { always, change, forever, type Piece, pieceOn, reshape } from '../rules/dated.ts';
import { type DatedKind, type Hand, knownPieces, type Rewrite, rewrite } from './dated.ts';
import { duties, type OrganisationFacts, organisations, type RegionFacts, regions } from './kinds.ts';

const hand: Hand = { by: 'system', byName: null, reason: '城市配置' };

/** What a declaration says of one thing: from when to when, and with which facts today. */
interface Declared<F> {
  key: string;
  kind?: string;
  from: string;
  until: string;
  facts: F;
}

/**
 * Brings regions, organisations, roles and duties to what the city declares. Repeatable: what has not changed is not
 * touched, what has changed is so from today, what an administrator has edited stays as he left it, and nothing is ever
 * removed, since records point to the departments that supplied them.
 */
export async function installOrganisation(
  tx: Tx,
  city: Pick<City, 'regions' | 'departments' | 'organisations' | 'duties' | 'roles' | 'catalogue'>,
  today: string = businessToday(),
): Promise<void> {
  // One starter at a time: two would both find the same thing missing.
  await tx.client.query(`select pg_advisory_xact_lock(hashtextextended('xinheng organisation install', 0))`);
  await install(tx, regions, city.regions.map(regionOf), today);
  await install(tx, organisations, [...city.departments, ...city.organisations].map(organisationOf), today);
  await installRoles(tx, city.roles);
  await installDuties(tx, city);
}

/**
 * Who provides an information item in the catalogue answers for it; further duties are declared beside. A duty once known
 * is left as it is.
 */
async function installDuties(
  tx: Tx,
  { catalogue, duties: further }: Pick<City, 'catalogue' | 'duties'>,
): Promise<void> {
  const provided = catalogue.items.map(({ provider, code }) => ({
    ...{ organisation: provider, kind: 'information-item', item: code, remark: '' },
  }));
  const declared = [...provided, ...further];
  const { rows } = await tx.client.query<{ key: string; organisation: string; kind: string; item: string }>(
    `insert into organisation.duty (organisation, kind, item, origin, version, changed_by)
     select organisation, kind, item, 'declared', 0, $2
       from jsonb_to_recordset($1::jsonb) as d (organisation text, kind text, item text)
     on conflict (organisation, kind, item) do nothing
     returning duty_id::text as key, organisation, kind, item`,
    [JSON.stringify(declared), hand.by],
  );
  const things = rows.map(({ key, ...of }) => {
    const remark = declared.find(
      ({ organisation, kind, item }) => organisation === of.organisation && kind === of.kind && item === of.item,
    )?.remark;
    return { key, before: [], after: [{ from: always, until: forever, facts: { remark: remark ?? '' } }] };
  });
  await rewrite(tx, duties, things, hand);
}

/** A year of GB/T 2260 counts from its first day; an abolished code ends where its successor begins. */
function regionOf(region: Region): Declared<RegionFacts> {
  const { code, name, level, parent, becomes, formerNames, aliases, validFrom, validUntil } = region;
  return {
    key: code,
    from: `${validFrom}-01-01`,
    until: validUntil === null ? forever : `${Math.max(validUntil, validFrom + 1)}-01-01`,
    facts: { name, level, parent, becomes, formerNames, aliases },
  };
}

function organisationOf(department: Department): Declared<OrganisationFacts> {
  const { code, kind, name, shortName, uscc, level, region, parent, formerNames, duties } = department;
  return {
    key: code,
    kind,
    from: always,
    until: forever,
    facts: { name, shortName, uscc, level, region, parent, formerNames, remit: duties },
  };
}

async function install<F extends object>(
  tx: Tx,
  kind: DatedKind<F>,
  declared: readonly Declared<F>[],
  today: string,
): Promise<void> {
  const columns = kind.table === 'organisation' ? 'code, kind, origin, changed_by' : 'code, origin, changed_by';
  const values = kind.table === 'organisation' ? 'key, kind' : 'key';
  await tx.client.query(
    `insert into organisation.${kind.table} (${columns})
     select ${values}, 'declared', $2 from jsonb_to_recordset($1::jsonb) as d (key text, kind text)
     on conflict (code) do nothing`,
    [JSON.stringify(declared.map(({ key, kind: of }) => ({ key, kind: of }))), hand.by],
  );
  const { rows } = await tx.client.query<{ code: string }>(
    `select code from organisation.${kind.table} where origin = 'declared' order by code for update`,
  );
  const ours = new Set(rows.map(({ code }) => code));
  const known = await knownPieces(tx.client, kind, null);
  const things = declared
    .filter(({ key }) => ours.has(key))
    .map((thing): Rewrite<F> => {
      const before = known.get(thing.key) ?? [];
      return { key: thing.key, before, after: brought(before, thing, today) };
    });
  await rewrite(tx, kind, things, hand);
}

/** The pieces that the declaration makes of what is known. */
function brought<F extends object>(before: readonly Piece<F>[], thing: Declared<F>, today: string): Piece<F>[] {
  const { from, until, facts } = thing;
  if (before.length === 0) return [{ from, until, facts }];
  const days = reshape(before, from, until);
  const day = pieceOn(days, today) ? today : days.at(-1)?.from;
  return (day !== undefined && change(days, day, facts)) || days;
}

async function installRoles(tx: Tx, roles: City['roles']): Promise<void> {
  await tx.client.query(
    `insert into organisation.role as r (code, name, held_in, administrator)
     select code, name, array(select jsonb_array_elements_text("heldIn")), administrator
       from jsonb_to_recordset($1::jsonb) as d (code text, name text, "heldIn" jsonb, administrator text)
     on conflict (code) do update
        set name = excluded.name, held_in = excluded.held_in, administrator = excluded.administrator
      where (r.name, r.held_in, r.administrator) is distinct from
            (excluded.name, excluded.held_in, excluded.administrator)`,
    [JSON.stringify(roles)],
  );
}
