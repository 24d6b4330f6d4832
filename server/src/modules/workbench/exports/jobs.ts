/** Background work of exports: making the files, and taking away what has run out. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from 'typebox';
import { type AnyJob, defineJob, type Job } from '../../../platform/jobs/index.ts';
import { expireExports, failForsaken, filesInUse } from '../store/exports.ts';
import type { ExportContext } from './context.ts';
import { makeExport } from './make.ts';

const furtherTries = 3;
/** A file that no row speaks of, left by a process that died. */
const strayMs = 6 * 3_600_000;
/** Tries and pauses of a job end well before; what still waits then has no job any more. */
const forsakenHours = 12;

/** The job that makes the file of one export. */
export function makeExportJob(context: ExportContext): Job<{ exportId: string }> {
  return defineJob('workbench.make-export', {
    schema: Type.Object({ exportId: Type.String({ pattern: '^[0-9a-f-]{36}$' }) }),
    retry: { limit: furtherTries, delaySeconds: 5 },
    timeoutSeconds: 2 * 3600,
    heartbeatSeconds: 30,
    handler: ({ exportId }, { signal, attempt }) =>
      makeExport(context, exportId, { signal, last: attempt >= furtherTries }),
  });
}

/** The job that removes files past their time, and says of exports nobody works on that they failed. */
export function tendExportsJob({ db, folder }: ExportContext): AnyJob {
  return defineJob('workbench.tend-exports', {
    schema: Type.Object({}),
    schedule: { cron: '*/10 * * * *', data: {} },
    handler: async (_data, { log }) => {
      const forsaken = await failForsaken(db.pool, forsakenHours, '服务曾中断，文件没有生成，请重新导出。');
      const expired = await expireExports(db.pool);
      for (const file of expired) await rm(join(folder, file), { force: true });
      const used = await filesInUse(db.pool);
      let strays = 0;
      for (const file of await readdir(folder).catch(() => [])) {
        const path = join(folder, file);
        const age = Date.now() - ((await stat(path).catch(() => null))?.mtimeMs ?? Date.now());
        if (used.has(file) || age < strayMs) continue;
        await rm(path, { force: true });
        strays += 1;
      }
      log.info({ expired: expired.length, forsaken, strays }, 'exports tended');
    },
  });
}
