import type { FilterValues, SavedView } from '@xinheng/contracts/listing.ts';
import type { Queryable, Tx } from '../../../platform/db/index.ts';

const shape = `view_id::text as "viewId", list, title, filters, columns, sort, shared`;

/** The account's own views of a list and those its department shares, own ones first. */
export async function viewsOf(
  q: Queryable,
  of: { account: string; department: string; list: string },
): Promise<SavedView[]> {
  const { rows } = await q.query<SavedView>(
    `select ${shape} from workbench.saved_view
      where list = $3 and (account = $1 or (shared and department = $2))
      order by account <> $1, title, view_id`,
    [of.account, of.department, of.list],
  );
  return rows;
}

export interface KeptView {
  account: string;
  department: string;
  list: string;
  title: string;
  filters: FilterValues;
  columns: string[];
  sort: string;
  shared: boolean;
}

/** Keeps a view; one of the same title of the same account is replaced. */
export async function keepView(tx: Tx, view: KeptView): Promise<SavedView> {
  const { rows } = await tx.client.query<SavedView>(
    `insert into workbench.saved_view (account, department, list, title, filters, columns, sort, shared)
     values ($1, $2, $3, $4, $5, $6, $7, $8)
     on conflict (account, list, title) do update
        set filters = excluded.filters, columns = excluded.columns, sort = excluded.sort, shared = excluded.shared,
            department = excluded.department, saved_at = now()
     returning ${shape}`,
    [
      view.account,
      view.department,
      view.list,
      view.title,
      JSON.stringify(view.filters),
      view.columns,
      view.sort,
      view.shared,
    ],
  );
  return rows[0] as SavedView;
}

/** How many views an account keeps. */
export async function countViews(q: Queryable, account: string): Promise<number> {
  const { rows } = await q.query<{ count: number }>(
    'select count(*)::int as count from workbench.saved_view where account = $1',
    [account],
  );
  return rows[0]?.count ?? 0;
}

/** Removes an account's own view; null when it has no such one. */
export async function dropView(tx: Tx, account: string, viewId: string): Promise<SavedView | null> {
  const { rows } = await tx.client.query<SavedView>(
    `delete from workbench.saved_view where view_id = $1::bigint and account = $2 returning ${shape}`,
    [viewId, account],
  );
  return rows[0] ?? null;
}
