/** Organisations and regions as they stand on a day, as known at a moment. */
import type { OrganisationNode, RegionNode } from '@xinheng/contracts/organisation.ts';
import type { Queryable } from '../../../platform/db/index.ts';
import { pieceOn } from '../rules/dated.ts';
import { type Clocks, daysOf, holds, known, nearest, told } from './clocks.ts';
import { knownPieces, type Stamp, stampColumns } from './dated.ts';
import { type OrganisationFacts, organisations } from './kinds.ts';
import { binder } from './reach.ts';

const nodeColumns = `o.code, i.kind, o.name, o.short_name as "shortName", o.level, o.region,
  coalesce(r.name, o.region) as "regionName", o.parent`;

function nodesStatement(clocks: Clocks, condition: (bind: (value: unknown) => string) => string) {
  const { values, bind } = binder();
  const text = `select ${nodeColumns} from organisation.organisation_version o
    join organisation.organisation i on i.code = o.code
    left join lateral ${nearest('region', 'code = o.region', 'n.name', clocks, bind)} r on true
    where ${holds('o', clocks, bind)} and ${condition(bind)}
    order by o.code collate "C"`;
  return { text, values };
}

/** All organisations that stand on the day, parents before what is below them. */
export async function treeOn(q: Queryable, clocks: Clocks): Promise<OrganisationNode[]> {
  const { rows } = await q.query(nodesStatement(clocks, () => 'true'));
  const nodes: OrganisationNode[] = rows.map((row) => told(row) as OrganisationNode);
  const byCode = new Map(nodes.map((node) => [node.code, node]));
  const depths = new Map<string, number>();
  const depthOf = ({ code, parent }: OrganisationNode): number => {
    const told = depths.get(code);
    if (told !== undefined) return told;
    depths.set(code, 0);
    const above = parent === undefined ? undefined : byCode.get(parent);
    const depth = above ? depthOf(above) + 1 : 0;
    depths.set(code, depth);
    return depth;
  };
  return nodes
    .map((node) => ({ node, depth: depthOf(node) }))
    .sort((a, b) => a.depth - b.depth)
    .map(({ node }) => node);
}

/** The organisations directly below one, on the day. */
export async function below(q: Queryable, code: string, clocks: Clocks): Promise<OrganisationNode[]> {
  const { rows } = await q.query(nodesStatement(clocks, (bind) => `o.parent = ${bind(code)}`));
  return rows.map((row) => told(row) as OrganisationNode);
}

/** Regions of the day, and the abolished ones that became one of them. */
export async function regionsOn(q: Queryable, clocks: Clocks): Promise<RegionNode[]> {
  const { values, bind } = binder();
  const { rows } = await q.query(
    `select * from (
       select distinct on (v.code) v.code, v.name, v.level, v.parent, v.former_names as "formerNames",
              v.valid_from as "from", v.valid_until as until,
              coalesce((select jsonb_agg(jsonb_build_object('code', b.code, 'name', coalesce(s.name, b.code)) order by b.code)
                          from unnest(v.becomes) b (code)
                          left join lateral ${nearest('region', 'code = b.code', 'n.name', clocks, bind)} s on true), '[]') as becomes
         from organisation.region_version v
        where ${known('v', clocks, bind)} and v.valid_from <= ${bind(clocks.on)}::date
        order by v.code, v.valid_from desc) latest
      order by parent is not null, code collate "C"`,
    values,
  );
  return rows.map(({ from, until, ...region }) => ({ ...told(region), ...daysOf({ from, until }) }) as RegionNode);
}

/** Everything of one organisation but what stands around it. */
export interface Unit extends OrganisationFacts {
  code: string;
  kind: OrganisationNode['kind'];
  regionName: string;
  parentName: string | null;
  declared: boolean;
  stands: boolean;
  /** First and last day of all that is known. */
  from: string;
  until: string;
  stamp: Stamp;
}

/** One organisation with the facts of the day, or the nearest ones; null when nothing was known of it at the moment. */
export async function unitOn(q: Queryable, code: string, clocks: Clocks): Promise<Unit | null> {
  const pieces = (await knownPieces(q, organisations, [code], clocks.knownAt)).get(code) ?? [];
  const [first, last] = [pieces[0], pieces.at(-1)];
  if (!first || !last) return null;
  const held = pieceOn(pieces, clocks.on);
  const { facts } = held ?? pieces.findLast(({ until }) => until <= clocks.on) ?? first;
  const { values, bind } = binder();
  const { rows } = await q.query(
    `select i.kind, i.origin = 'declared' as declared, ${stampColumns},
            coalesce((select name from ${nearest('region', `code = ${bind(facts.region)}`, 'n.name', clocks, bind)} x), '') as "regionName",
            (select name from ${nearest('organisation', `code = ${bind(facts.parent)}`, 'n.name', clocks, bind)} x) as "parentName"
       from organisation.organisation i where i.code = ${bind(code)}`,
    values,
  );
  const { kind, declared, regionName, parentName, ...stamp } = rows[0];
  return {
    ...{ ...facts, code, kind, declared, regionName: regionName || facts.region, parentName, stamp },
    ...{ stands: held !== undefined, from: first.from, until: last.until },
  };
}
