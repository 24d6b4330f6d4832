/** Every list of the program, in the order in which the navigation shows them inside their groups. */
import { accountLists } from '../modules/accounts/lists.ts';
import { pendingActions } from '../modules/exchange/index.ts';
import { exchangeLists } from '../modules/exchange/lists.ts';
import { recordLists } from '../modules/records/lists.ts';
import { registryLists } from '../modules/registry/lists.ts';
import type { City } from '../platform/city/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { List } from '../platform/listing/index.ts';

/** `db`: where bulk actions work; lists that are only looked at need none. */
export function allLists({ city, db }: { city: City; db?: Db }): List[] {
  return [
    ...registryLists({ city }),
    ...recordLists({ city }),
    ...exchangeLists({ city, pendingActions: db ? pendingActions({ db, city }) : [] }),
    ...accountLists({ city }),
  ];
}
