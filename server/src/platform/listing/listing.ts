import type {
  BulkRequest,
  BulkResult,
  Cell,
  FilterValues,
  ListCount,
  ListDeclaration,
  ListPage,
} from '@xinheng/contracts/listing.ts';
import { demand, may, type Viewer } from '../access/index.ts';
import type { Db } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';
import type { Logger } from '../log/index.ts';
import { actOnRows } from './act.ts';
import { declarationFor } from './declaration.ts';
import type { List } from './definition.ts';
import { filtersForAudit } from './filters.ts';
import { countRows, isRecorded, type PageAsk, readPage, type StreamAsk, streamRows } from './read.ts';
import { type Ask, allStatement, sightOf } from './statement.ts';

/** The lists of the program and what can be asked of them. Each call decides by the viewer it is given. */
export interface Listing {
  /** Those the viewer may open, in the order given at the start. */
  declarations(viewer: Viewer): Promise<ListDeclaration[]>;
  /** @throws XinhengError `not-found` for no such list, `forbidden` without its permission */
  find(viewer: Viewer, name: string): List;
  /** True when there is such a list and the viewer may open it. */
  opens(viewer: Viewer, name: string): boolean;
  /** True when opening the list is a look at non-public data; false also when there is no such list. */
  wantsPurpose(name: string): boolean;
  /** True when every look at it is in the audit log. */
  isRecorded(name: string): boolean;
  /** Filters as the audit log may keep them. */
  filtersForAudit(name: string, filters: FilterValues): FilterValues;
  /**
   * A fingerprint of what the viewer may see of the list now: reach, the list's own condition, masks. A file made under
   * one sight may not be fetched under another.
   */
  sight(viewer: Viewer, name: string): string;
  page(viewer: Viewer, name: string, ask: PageAsk): Promise<ListPage>;
  count(viewer: Viewer, name: string, filters: FilterValues): Promise<ListCount>;
  /** Refuses what `stream` or `page` would refuse, without reading: for what is asked now and read later. */
  check(viewer: Viewer, name: string, ask: Ask): void;
  stream(viewer: Viewer, name: string, ask: StreamAsk, take: (rows: Cell[][]) => Promise<void>): Promise<number>;
  act(viewer: Viewer, name: string, action: string, request: BulkRequest, requestId: string): Promise<BulkResult>;
}

/** Puts the lists of the modules together. Throws a TypeError when two share a name. */
export function createListing({ db, lists, log }: { db: Db; lists: readonly List[]; log: Logger }): Listing {
  const byName = new Map(lists.map((list) => [list.name, list]));
  if (byName.size !== lists.length) throw new TypeError('two lists share a name');

  const find = (viewer: Viewer, name: string): List => {
    const list = byName.get(name);
    if (list === undefined) throw new XinhengError('not-found', `没有名为“${name}”的列表。`);
    demand(viewer, list.permission);
    return list;
  };

  return {
    declarations: (viewer) =>
      Promise.all(
        lists.filter(({ permission }) => may(viewer, permission)).map((list) => declarationFor(list, viewer)),
      ),
    find,
    opens(viewer, name) {
      const list = byName.get(name);
      return list !== undefined && may(viewer, list.permission);
    },
    wantsPurpose: (name) => byName.get(name)?.purpose ?? false,
    isRecorded: (name) => isRecorded(byName.get(name)),
    filtersForAudit(name, filters) {
      const list = byName.get(name);
      return list === undefined ? {} : filtersForAudit(list, filters);
    },
    sight: (viewer, name) => sightOf(find(viewer, name), viewer),
    page: async (viewer, name, ask) => readPage(db, find(viewer, name), viewer, ask),
    count: async (viewer, name, filters) => countRows(db, find(viewer, name), viewer, filters),
    check(viewer, name, ask) {
      allStatement(find(viewer, name), viewer, ask);
    },
    stream: async (viewer, name, ask, take) => streamRows(db, find(viewer, name), viewer, ask, take),
    act: async (viewer, name, action, request, requestId) =>
      actOnRows({ db, log }, find(viewer, name), viewer, { action, ...request, requestId }),
  };
}
