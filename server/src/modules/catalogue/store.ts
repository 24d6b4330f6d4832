import type { CatalogueEdition, CatalogueItem, CodeList } from '@xinheng/contracts/catalogue.ts';
import { type City, digestOf } from '../../platform/city/index.ts';
import type { Queryable, Tx } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { itemByCode } from './lookup.ts';

/**
 * Enters the city's catalogue edition into the store, once; true when it was new. What was judged by an edition can be
 * explained by it for ever, so the same edition with other content is refused.
 * @throws XinhengError `edition-frozen`
 */
export async function publishEdition(tx: Tx, city: Pick<City, 'code' | 'catalogue'>): Promise<boolean> {
  const { edition, effectiveFrom, items, codeLists } = city.catalogue;
  const digest = digestOf(city.catalogue);
  const added = await tx.client.query(
    `insert into catalogue.edition (edition, city, effective_from, digest, items) values ($1, $2, $3, $4, $5)
     on conflict (edition) do nothing`,
    [edition, city.code, effectiveFrom, digest, JSON.stringify({ items, codeLists })],
  );
  if (added.rowCount === 1) return true;
  const held = await tx.client.query<{ digest: string }>('select digest from catalogue.edition where edition = $1', [
    edition,
  ]);
  if (held.rows[0]?.digest === digest) return false;
  throw new XinhengError(
    'edition-frozen',
    `目录版本 ${edition} 已经发布，内容不能再改。请另开新版本（docs/how-to/add-an-information-item.md）。`,
    { edition, published: held.rows[0]?.digest, found: digest },
  );
}

/**
 * A published edition as it was published.
 * @throws XinhengError `edition-unknown`
 */
export async function readEdition(q: Queryable, edition: string): Promise<CatalogueEdition> {
  const found = await q.query<{ effective_from: string; items: { items: CatalogueItem[]; codeLists: CodeList[] } }>(
    "select to_char(effective_from, 'YYYY-MM-DD') as effective_from, items from catalogue.edition where edition = $1",
    [edition],
  );
  const row = found.rows[0];
  if (!row) throw new XinhengError('edition-unknown', `没有发布过目录版本 ${edition}。`, { edition });
  return { edition, effectiveFrom: row.effective_from, ...row.items };
}

/**
 * An item as a published edition had it: what a stored record was judged by.
 * @throws XinhengError `edition-unknown`, `item-unknown`
 */
export async function readItem(q: Queryable, edition: string, code: string): Promise<CatalogueItem> {
  return itemByCode(await readEdition(q, edition), code);
}
