/** The statements of every list, with the plans that PostgreSQL makes of them on the filled store. */
import type { ListDeclaration } from '../../contracts/src/listing.ts';
import { allLists } from '../../server/src/app/lists.ts';
import type { Officer } from '../../server/src/platform/access/index.ts';
import type { City } from '../../server/src/platform/city/index.ts';
import { openDb } from '../../server/src/platform/db/index.ts';
import { createListing } from '../../server/src/platform/listing/index.ts';
import { createLogger } from '../../server/src/platform/log/index.ts';

interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  'Rows Removed by Filter'?: number;
  Plans?: PlanNode[];
}

interface Explained {
  Plan: PlanNode;
  'Execution Time': number;
  'Planning Time': number;
}

export interface Planned {
  list: string;
  ask: string;
  milliseconds: number;
  /** Nodes that read far more than a page: `Seq Scan record 1200000`. */
  heavy: string[];
}

const manyRows = 20_000;

function heavyNodes(node: PlanNode): string[] {
  const read = (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops'];
  const own = read > manyRows ? [`${node['Node Type']} ${node['Relation Name'] ?? ''} ${Math.round(read)}`] : [];
  return [...own, ...(node.Plans ?? []).flatMap(heavyNodes)];
}

const examples: Record<string, string> = {
  text: '济南',
  'day-range': '2026-01-01..2026-03-31',
  'integer-range': '1..9',
  boolean: 'true',
};

/** What is asked of a list: every sort in both directions, every filter alone. */
function asksOf(
  list: ListDeclaration,
  code: string,
): { ask: string; sort?: string; filters: Record<string, string> }[] {
  const example = ({ type, options }: ListDeclaration['filters'][number]) =>
    type === 'subject' ? code : type.startsWith('choice') ? (options?.[0]?.code ?? 'x') : (examples[type] ?? '');
  const filters: Record<string, string> = list.name === 'receipts' ? { batch: '1..1' } : {};
  return [
    ...list.columns
      .filter(({ sortable }) => sortable)
      .flatMap(({ name }) => [name, `-${name}`])
      .map((sort) => ({ ask: `sort ${sort}`, sort, filters })),
    ...list.filters.map((filter) => ({
      ask: `filter ${filter.name}`,
      filters: { ...filters, [filter.name]: example(filter) },
    })),
  ];
}

/**
 * Plans a page and a count of every list, sort and filter for the officer. Each statement is run under EXPLAIN ANALYZE
 * just before it is answered, in the same transaction.
 */
export async function planLists(url: string, city: City, viewer: Officer, code: string): Promise<Planned[]> {
  const db = openDb(url, { max: 2 });
  let found: { milliseconds: number; heavy: string[] } = { milliseconds: 0, heavy: [] };
  db.pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...given: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>;
    const explained = async (...given: unknown[]) => {
      const [statement] = given as [{ text?: string; values?: unknown[] } | string];
      if (typeof statement === 'object' && statement.text?.startsWith('select')) {
        const text = `explain (analyze, format json) ${statement.text}`;
        const { rows } = await query({ text, values: statement.values });
        const plans = (rows[0]?.['QUERY PLAN'] ?? []) as Explained[];
        for (const plan of plans) {
          found.milliseconds += plan['Execution Time'] + plan['Planning Time'];
          found.heavy.push(...heavyNodes(plan.Plan));
        }
      }
      return query(...given);
    };
    (client as { query: unknown }).query = explained;
  });
  const listing = createListing({ db, lists: allLists({ city }), log: createLogger({ level: 'silent' }) });
  const planned: Planned[] = [];
  try {
    for (const list of await listing.declarations(viewer)) {
      for (const { ask, filters, sort } of asksOf(list, code)) {
        for (const [kind, run] of [
          ['page', () => listing.page(viewer, list.name, { filters, sort, limit: 50 })],
          ['count', () => listing.count(viewer, list.name, filters)],
        ] as const) {
          if (kind === 'count' && sort !== undefined) continue;
          found = { milliseconds: 0, heavy: [] };
          const refused = await run().then(
            () => [],
            (error: Error) => [error.message],
          );
          planned.push({ list: list.name, ask: `${ask}, ${kind}`, ...found, heavy: [...found.heavy, ...refused] });
        }
      }
    }
  } finally {
    await db.close();
  }
  return planned;
}
