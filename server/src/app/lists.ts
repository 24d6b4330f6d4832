/** Every list of the program, in the order in which the navigation shows them inside their groups. */
import { accountLists } from '../modules/accounts/lists.ts';
import { comparisonLists } from '../modules/comparison/lists.ts';
import { pendingActions } from '../modules/exchange/index.ts';
import { exchangeLists } from '../modules/exchange/lists.ts';
import { organisationLists } from '../modules/organisation/lists.ts';
import { ratingLists } from '../modules/rating/lists.ts';
import { recordLists } from '../modules/records/lists.ts';
import { registryLists } from '../modules/registry/lists.ts';
import { scorecardLists } from '../modules/scorecards/lists.ts';
import { deskActions } from '../modules/workbench/index.ts';
import { workbenchLists } from '../modules/workbench/lists.ts';
import type { City } from '../platform/city/index.ts';
import type { Db } from '../platform/db/index.ts';
import type { Jobs } from '../platform/jobs/index.ts';
import type { List } from '../platform/listing/index.ts';

interface Given {
  city: City;
  /** Where bulk actions work; lists that are only looked at need none. */
  db?: Db;
  /** Asked for late: the jobs are made of what the lists are made of. */
  jobs?: () => Pick<Jobs, 'retry' | 'discard'>;
}

export function allLists({ city, db, jobs }: Given): List[] {
  return [
    ...registryLists({ city }),
    ...recordLists({ city }),
    ...exchangeLists({ city, pendingActions: db ? pendingActions({ db, city }) : [] }),
    ...comparisonLists({ city }),
    ...scorecardLists({ city }),
    ...ratingLists({ city }),
    ...organisationLists({ city }),
    ...accountLists({ city }),
    ...workbenchLists({ city, ...(db && jobs && { actions: deskActions({ db, jobs }) }) }),
  ];
}
