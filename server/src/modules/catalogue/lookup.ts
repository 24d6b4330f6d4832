/** Finding an item, and saying helpfully that there is none. Pure. */
import type { CatalogueEdition, CatalogueItem } from '@xinheng/contracts/catalogue.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { closest } from './spelling.ts';

/**
 * The item with this code, or with this Chinese name.
 * @throws XinhengError `item-unknown` that lists the items spelled most alike (details.candidates: their codes)
 */
export function itemByCode(catalogue: CatalogueEdition, code: string): CatalogueItem {
  const wanted = code.trim();
  const found =
    catalogue.items.find((item) => item.code === wanted) ?? catalogue.items.find((item) => item.name === wanted);
  if (found) return found;
  const near = closest(wanted, catalogue.items);
  const listed = (near.length > 0 ? near : catalogue.items).map((item) => `${item.code}（${item.name}）`).join('、');
  throw new XinhengError(
    'item-unknown',
    `目录中没有信息事项“${wanted}”。${near.length > 0 ? '是否想用' : '可用的有'}：${listed}。`,
    { candidates: near.map((item) => item.code) },
  );
}
