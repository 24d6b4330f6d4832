import type { BatchQueued, BatchResult } from '@xinheng/contracts/exchange.ts';
import { api } from '../../../ui/api/client.ts';

const types: Record<string, string> = {
  csv: 'text/csv',
  txt: 'text/plain',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/x-ndjson',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
  gz: 'application/gzip',
};

/** For the file chooser. */
export const acceptedFiles = Object.keys(types)
  .map((extension) => `.${extension}`)
  .join(',');

function extensionOf(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1).toLowerCase();
}

/** What is wrong with a file before it is sent; undefined when nothing is. */
export function faultOf(file: File): string | undefined {
  const extension = extensionOf(file.name);
  if (extension === 'xls' || extension === 'et') {
    return `“${file.name}”是旧式表格。请在表格软件中另存为 .xlsx 后再上传。`;
  }
  if (!types[extension]) return `不能读取“${file.name}”。请使用 .xlsx、.csv、.ndjson，或含有此类文件的 .zip、.gz。`;
  return file.size === 0 ? `“${file.name}”是空文件。请确认已保存内容后再上传。` : undefined;
}

/** One key per choice of a file: what is sent twice takes effect once. `randomUUID` wants HTTPS, this does not. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

export interface Upload {
  item: string;
  department: string;
  sheet: string;
  file: File;
}

/** Hands a file in for a trial; nothing comes into the store by it. */
export function uploadForTrial({ item, department, sheet, file }: Upload): Promise<BatchResult | BatchQueued> {
  return api<BatchResult | BatchQueued>('/batches', {
    method: 'POST',
    query: { item, department, sheet, trial: 'true', name: file.name.slice(-200) },
    headers: {
      'idempotency-key': newKey(),
      'content-type': types[extensionOf(file.name)] ?? 'application/octet-stream',
    },
    body: file,
  });
}
