import type { Command } from './command.ts';

export const command: Command = {
  usage: 'migrate',
  help: '把数据库升级到本程序的结构。对已是最新的数据库不做任何改动。',
  async run({ store, print }) {
    const { applied, total } = (await store()).migrations;
    for (const name of applied) print(name);
    print(
      applied.length > 0
        ? `已执行 ${applied.length} 个迁移，共 ${total} 个。`
        : `数据库已是最新（共 ${total} 个迁移）。`,
    );
    return 0;
  },
};
