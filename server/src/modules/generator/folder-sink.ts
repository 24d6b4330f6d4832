import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Sink } from './lines.ts';

/** Writes files into a folder, which is made when missing. */
export function folderSink(folder: string): Sink {
  return {
    open: async (name) => {
      await mkdir(folder, { recursive: true });
      const stream = createWriteStream(join(folder, name), { highWaterMark: 1 << 20 });
      let failure: Error | undefined;
      stream.on('error', (error) => {
        failure = error;
      });
      return {
        // The generator reuses its buffer, so each write is waited for.
        write: (bytes) =>
          new Promise<void>((resolve, reject) => {
            if (failure) reject(failure);
            else stream.write(bytes, (error) => (error ? reject(error) : resolve()));
          }),
        close: () =>
          new Promise<void>((resolve, reject) => {
            if (failure) reject(failure);
            else stream.end((error?: Error | null) => (error ? reject(error) : resolve()));
          }),
      };
    },
  };
}
