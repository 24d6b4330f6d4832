/** The records of a subject by item, for its full file. */
import type { ItemGroup } from '@xinheng/contracts/subject-file.ts';
import type { Viewer } from '../../platform/access/index.ts';
import type { City } from '../../platform/city/index.ts';
import type { Queryable } from '../../platform/db/index.ts';
import { lineOf } from './lines.ts';
import { itemsOf } from './reads.ts';
import { newestOfEachItem, placeOf, type SubjectPlace } from './store.ts';
import type { Clocks } from './visible.ts';

/** Records shown of each item before one has to ask for more. */
const MOST = 20;

/** What the viewer may see of a subject on the clocks asked for: the newest records of each item, and how many there are. */
export async function itemGroups(
  q: Queryable,
  city: City,
  viewer: Viewer,
  of: SubjectPlace & Clocks,
): Promise<ItemGroup[]> {
  const found = await newestOfEachItem(q, viewer, { ...of, most: MOST });
  const groups = new Map<string, ItemGroup & { last: string }>();
  for (const { row, count } of found) {
    const item = itemsOf(city.catalogue).get(row.item);
    const line = lineOf(city, row, viewer, of.region);
    const group = groups.get(row.item);
    if (group) {
      group.records.push(line);
      group.last = placeOf(row);
    } else {
      groups.set(row.item, {
        item: row.item,
        itemName: item?.name ?? row.item,
        section: item?.section ?? 'other',
        polarity: row.polarity,
        count,
        records: [line],
        last: placeOf(row),
      });
    }
  }
  // In the order of the catalogue, which is the order of the portal's sections too.
  const order = city.catalogue.items.map(({ code }) => code);
  return [...groups.values()]
    .sort((a, b) => order.indexOf(a.item) - order.indexOf(b.item))
    .map(({ last, ...group }) => (group.count > group.records.length ? { ...group, next: last } : group));
}
