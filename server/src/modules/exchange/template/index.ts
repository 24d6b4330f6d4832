/** Templates to fill, and samples of what filled ones look like. */
import type { CatalogueItem, CodeList } from '@xinheng/contracts/catalogue.ts';
import { csvCell } from '../receipts-csv.ts';
import { sampleRows } from './sample.ts';
import { titleOf } from './workbook.ts';

export { templateXlsx } from './workbook.ts';

/** The header as CSV with a byte order mark, with the sample below it if wanted. */
export function templateCsv(item: CatalogueItem, codeLists: readonly CodeList[], of: { sample: boolean }): string {
  const lines = [item.fields.map(titleOf), ...(of.sample ? sampleRows(item, codeLists) : [])];
  return `\uFEFF${lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('')}`;
}
