/** What the routes of entry and review are handed. */
import type { City } from '../../../platform/city/index.ts';
import type { Db } from '../../../platform/db/index.ts';

export interface EntryContext {
  db: Db;
  city: City;
}
