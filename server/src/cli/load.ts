import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { cityOfStore } from '../app/city-of-store.ts';
import { loadFiles } from '../modules/exchange/index.ts';
import type { Manifest } from '../modules/generator/index.ts';
import { type Command, UsageError } from './command.ts';
import { operator } from './operator.ts';
import { ProgressBar } from './progress-bar.ts';

export const command: Command = {
  usage: 'load <目录> [--json]',
  help: `按目录中 manifest.json 的顺序导入全部文件。空库首次导入时，索引在导入后统一建立。
中断后再次执行即可继续，已完成的文件不会重复入库。`,
  async run({ config, args, store, print, remark }) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: { json: { type: 'boolean' } } });
    const [folder, ...more] = positionals;
    if (folder === undefined || more.length > 0) throw new UsageError('需要一个目录。');
    const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as Manifest;
    const { db } = await store();
    const city = await cityOfStore(db, config);
    const bar = new ProgressBar('导入');
    const totalBytes = manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    let doneBytes = 0;
    let doneRows = 0;
    const entries = manifest.files.map((file) => ({
      path: resolve(folder, file.file),
      name: file.file,
      item: file.item,
      department: file.department,
    }));
    const { batches, indexesDeferred } = await loadFiles(db, {
      city,
      entries,
      channel: 'generated',
      actor: operator(),
      onProgress: (at) => bar.show(doneBytes + at.offset, totalBytes, doneRows + at.read),
      onStaged: (entry, staged) => {
        doneBytes += manifest.files.find((file) => file.file === entry.name)?.bytes ?? 0;
        doneRows += staged.progress.read;
      },
    });
    bar.end();
    const total = {
      files: batches.length,
      read: 0,
      accepted: 0,
      corrected: 0,
      quarantined: 0,
      rejected: 0,
      duplicate: 0,
    };
    for (const batch of batches) {
      for (const part of ['read', 'accepted', 'corrected', 'quarantined', 'rejected', 'duplicate'] as const)
        total[part] += batch[part];
    }
    if (indexesDeferred) remark('首次导入：索引已在导入后建立。');
    print(
      values.json
        ? JSON.stringify(total)
        : `共 ${total.files} 个文件，读取 ${total.read} 行 = 入库 ${total.accepted} + 更正入库 ${total.corrected} + 暂存 ${total.quarantined} + 退回 ${total.rejected} + 重复 ${total.duplicate}`,
    );
    return 0;
  },
};
