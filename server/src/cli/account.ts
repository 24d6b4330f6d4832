import { userInfo } from 'node:os';
import { accountsOf, firstLink } from '../app/accounts.ts';
import { cityOfStore } from '../app/city-of-store.ts';
import { isDemonstration } from '../app/demonstration.ts';
import { renewKey } from '../modules/accounts/index.ts';
import { openVault } from '../platform/access/index.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';

const atConsole = () => ({ kind: 'operator', name: userInfo().username }) as const;

async function accountsHere({ config, store }: CommandContext) {
  const { db } = await store();
  const city = await cityOfStore(db, config);
  return accountsOf(config, { db, city, demonstration: await isDemonstration(db) });
}

async function offer(context: CommandContext): Promise<number> {
  const link = await (await accountsHere(context)).offerFirstLink();
  if (link === null) {
    context.remark('已有账户，首位管理员的链接不再提供。忘记密码可用：npx xinheng account reset <账号>');
    return 1;
  }
  const { config } = context;
  context.remark(`请在 ${link.hours} 小时内打开，只能用一次；此前的链接已作废：`);
  context.print(firstLink(config.origin ?? `http://127.0.0.1:${config.port}`, link.token));
  return 0;
}

async function open(context: CommandContext): Promise<number> {
  const [login, person] = context.args;
  if (login === undefined || person === undefined) throw new UsageError('需要账号和人员（姓名或编号）。');
  const accounts = await accountsHere(context);
  const made = await accounts.openAtConsole({ viewer: atConsole(), login, person });
  context.remark(`已为${made.name}开设账户“${made.login}”。一次性密码（${made.hours} 小时内有效，只显示这一次）：`);
  context.print(made.password);
  return 0;
}

async function reset(context: CommandContext): Promise<number> {
  const [login] = context.args;
  if (login === undefined) throw new UsageError('需要账号。');
  const accounts = await accountsHere(context);
  const made = await accounts.resetAtConsole({ viewer: atConsole(), login });
  context.remark(
    `已重置“${made.login}”：密码和动态验证码一并作废，其会话已全部结束。一次性密码（${made.hours} 小时内有效，只显示这一次）：`,
  );
  context.print(made.password);
  return 0;
}

async function link(context: CommandContext): Promise<number> {
  const [login, identity] = context.args;
  if (login === undefined) throw new UsageError('需要账号。');
  const accounts = await accountsHere(context);
  await accounts.linkAtConsole({ viewer: atConsole(), login, identity: identity ?? null });
  context.remark(
    identity === undefined ? `“${login}”已与统一身份解除关联。` : `“${login}”已与统一身份“${identity}”关联。`,
  );
  return 0;
}

async function renew({ config, store, remark }: CommandContext): Promise<number> {
  const { db } = await store();
  const vault = await openVault({ dataFolder: config.dataFolder, keyFile: config.secretKeyFile });
  const dropped = await renewKey(db, vault, atConsole());
  remark(`已改用密钥文件 ${vault.file}。${dropped} 个账户的动态验证码作废，下次登录时须重新启用。`);
  return 0;
}

export const command: Command = {
  usage:
    'account first-link | account open <账号> <姓名或人员编号> | account reset <账号> | account link <账号> [统一身份标识] | account renew-key',
  help: `账户的应急处理，只在服务器终端上可用，每一步都写入审计日志。
  first-link     还没有任何账户时，取得首位系统管理员的一次性链接
  open <账号> <姓名或人员编号>  为已登记任职的人员开设账户，如系统管理员任命的首位安全管理员
  reset <账号>   设一次性密码，并取消其动态验证码
  link <账号> [统一身份标识]  与统一身份认证中的人员关联，省略标识则解除
  renew-key      密钥文件确已丢失时，改用新的密钥；所有人须重新启用动态验证码`,
  async run(context) {
    const [action, ...args] = context.args;
    if (action === 'first-link') return offer(context);
    if (action === 'open') return open({ ...context, args });
    if (action === 'reset') return reset({ ...context, args });
    if (action === 'link') return link({ ...context, args });
    if (action === 'renew-key') return renew(context);
    throw new UsageError('需要 first-link、open、reset、link 或 renew-key。');
  },
};
