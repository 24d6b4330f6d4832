/** The first bytes of a file, by which it is known what it is. */
import { open, stat } from 'node:fs/promises';
import { refuse } from './xlsx/index.ts';

/** @throws XinhengError batch-refused when there is no such file, or nothing in it */
export async function readStart(path: string, name: string, most: number): Promise<Buffer> {
  const info = await stat(path).catch(() => refuse(`找不到文件“${name}”。`));
  if (!info.isFile()) refuse(`“${name}”不是文件。`);
  if (info.size === 0) refuse(`“${name}”是空文件,没有可导入的内容。`);
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(most), position: 0 });
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
