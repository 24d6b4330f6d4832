import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { folderSink, generateCity } from '../modules/generator/index.ts';
import { loadCity } from '../platform/city/index.ts';
import { type Command, UsageError } from './command.ts';
import { ProgressBar } from './progress-bar.ts';

function whole(text: string, name: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new UsageError(`--${name} 应为正整数，现在是“${text}”。`);
  return value;
}

export const command: Command = {
  usage: 'generate --out 目录 [--city jinan] [--subjects 5000] [--records 60000] [--seed 1] [--dirt 0.05]',
  help: `生成一座虚构城市的部门报送文件（演示、练习、测试用）。同样的参数得到逐字节相同的文件。
目录中还有 manifest.json（导入顺序与摘要）和 truth.ndjson（每一处有意植入的错误及其应有结果）。
随后可用 npx xinheng load <目录> 导入。`,
  async run({ config, args, print }) {
    const { values } = parseArgs({
      args,
      options: {
        out: { type: 'string' },
        city: { type: 'string', default: config.city },
        subjects: { type: 'string', default: '5000' },
        records: { type: 'string', default: '60000' },
        seed: { type: 'string', default: '1' },
        dirt: { type: 'string', default: '0.05' },
      },
    });
    if (values.out === undefined) throw new UsageError('需要 --out 目录。');
    const dirt = Number(values.dirt);
    if (!(dirt >= 0 && dirt <= 1)) throw new UsageError('--dirt 应为 0 到 1 之间的数。');
    const bar = new ProgressBar(`生成 ${values.city}`);
    const manifest = await generateCity(
      {
        city: loadCity(values.city),
        subjects: whole(values.subjects, 'subjects'),
        records: whole(values.records, 'records'),
        seed: values.seed,
        dirt,
        onProgress: ({ rows, total }) => bar.show(rows, total, rows),
      },
      folderSink(resolve(values.out)),
    );
    bar.end();
    print(`已生成 ${manifest.files.length} 个文件，共 ${manifest.rows} 行，写入 ${values.out}`);
    print(`摘要 ${manifest.digest}`);
    return 0;
  },
};
