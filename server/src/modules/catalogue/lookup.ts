/** Finding an item, and saying helpfully that there is none. Pure. */
import type { CatalogueEdition, CatalogueItem, CodeList } from '@xinheng/contracts/catalogue.ts';
import type { CodeListMatches } from '@xinheng/contracts/catalogue-browser.ts';
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

/** The values whose code, label or alias holds the words, those that begin with them first; all when there are none. */
export function searchCodes(list: CodeList, words: string, most: number): CodeListMatches {
  const sought = words.trim().toLowerCase();
  const places = list.values.flatMap(({ code, label, aliases = [] }) => {
    const at = [code, label, ...aliases]
      .map((text) => text.toLowerCase().indexOf(sought))
      .filter((place) => place >= 0);
    return at.length === 0 ? [] : [{ code, label, first: Math.min(...at) === 0 ? 0 : 1 }];
  });
  places.sort((a, b) => a.first - b.first);
  return {
    name: list.name,
    total: places.length,
    values: places.slice(0, most).map(({ code, label }) => ({ code, label })),
  };
}
