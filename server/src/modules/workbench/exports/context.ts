import type { Officer } from '../../../platform/access/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { ListContext } from '../list-routes.ts';
import type { ExportRow } from '../store/exports.ts';

/** What the exports need beside the lists. */
export interface ExportContext extends ListContext {
  /** Folder of the finished files. */
  folder: string;
  /** Who the owner is now, in the post in which he asked; null when he does not hold it any more. */
  officerNow: (of: Pick<ExportRow, 'account' | 'person' | 'post'>) => Promise<Officer | null>;
  /** Rows a file may have; 500,000 when absent. */
  mostRows?: number;
}

export interface ExportRouteContext extends ExportContext {
  /** Queues the job that makes the file. */
  enqueueExport: (tx: Tx, exportId: string) => Promise<unknown>;
}

/** Hours that a finished file can be fetched. */
export const exportHours = 24;

/** Rows that a file may have unless told otherwise. */
export const defaultMostRows = 500_000;
