/** Every list of the program, in the order in which the navigation shows them inside their groups. */
import { accountLists } from '../modules/accounts/lists.ts';
import { exchangeLists } from '../modules/exchange/lists.ts';
import { recordLists } from '../modules/records/lists.ts';
import { registryLists } from '../modules/registry/lists.ts';
import type { City } from '../platform/city/index.ts';
import type { List } from '../platform/listing/index.ts';

export function allLists({ city }: { city: City }): List[] {
  return [...registryLists({ city }), ...recordLists({ city }), ...exchangeLists({ city }), ...accountLists({ city })];
}
