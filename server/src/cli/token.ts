import { parseArgs } from 'node:util';
import { cityOfStore } from '../app/city-of-store.ts';
import { departmentOfStore } from '../modules/organisation/index.ts';
import { createToken, isScope, listTokens, revokeToken, rotateToken, scopes } from '../platform/access/index.ts';
import { audit } from '../platform/audit/index.ts';
import { transact } from '../platform/db/index.ts';
import { type Command, type CommandContext, UsageError } from './command.ts';
import { operator } from './operator.ts';

async function create({ config, args, store, print, remark }: CommandContext): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      department: { type: 'string' },
      label: { type: 'string' },
      days: { type: 'string', default: '365' },
      permission: { type: 'string', multiple: true, default: ['batches.submit', 'batches.read'] },
    },
  });
  const granted = values.permission.filter(isScope);
  const unknown = values.permission.filter((name) => !isScope(name));
  if (unknown.length > 0) {
    throw new UsageError(`这些权限不能授予令牌：${unknown.join('、')}。可用的有：${Object.keys(scopes).join('、')}。`);
  }
  if (values.department === undefined) throw new UsageError('需要 --department 部门代码。');
  const days = Number(values.days);
  if (!Number.isInteger(days) || days < 1 || days > 3650) throw new UsageError('--days 应为 1 到 3650 之间的整数。');
  const { db } = await store();
  const department = await departmentOfStore(db.pool, await cityOfStore(db, config), values.department);
  const { tokenId, secret } = await transact(db, async (tx) => {
    const created = await createToken(tx, {
      department: department.code,
      label: values.label ?? department.name,
      permissions: granted,
      createdBy: operator(),
      expiresAt: new Date(Date.now() + days * 86_400_000),
    });
    const { code } = department;
    await audit(tx, {
      actor: operator(),
      department: code,
      action: 'access.create-token',
      object: `token:${created.tokenId}`,
    });
    return created;
  });
  remark(`已为${department.name}建立令牌 ${tokenId}，${days} 天内有效。令牌只显示这一次，请妥善保存:`);
  print(secret);
  return 0;
}

async function list({ store, print }: CommandContext): Promise<number> {
  for (const token of await listTokens((await store()).db.pool)) print(JSON.stringify(token));
  return 0;
}

async function rotate({ config, args, store, print, remark }: CommandContext): Promise<number> {
  const { values, positionals } = parseArgs({ args, options: { overlap: { type: 'string' } }, allowPositionals: true });
  const [tokenId] = positionals;
  if (tokenId === undefined) throw new UsageError('需要令牌编号（见 xinheng token list）。');
  const { db } = await store();
  const usual = (await cityOfStore(db, config)).signIn.tokens.overlapHours;
  const overlapHours = values.overlap === undefined ? usual : Number(values.overlap);
  if (!Number.isInteger(overlapHours) || overlapHours < 0 || overlapHours > 168) {
    throw new UsageError('--overlap 应为 0 到 168 之间的整数（小时）。');
  }
  const secret = await transact(db, async (tx) => {
    const fresh = await rotateToken(tx, tokenId, { overlapHours });
    const object = `token:${tokenId}`;
    if (fresh !== null) {
      await audit(tx, { actor: operator(), action: 'access.rotate-token', object, details: { overlapHours } });
    }
    return fresh;
  });
  if (secret === null) {
    remark(`没有有效的令牌 ${tokenId}。`);
    return 1;
  }
  remark(`令牌 ${tokenId} 已更换密钥，原密钥还可使用 ${overlapHours} 小时。新密钥只显示这一次，请妥善保存：`);
  print(secret);
  return 0;
}

async function revoke({ args, store, print }: CommandContext): Promise<number> {
  const [tokenId] = args;
  if (tokenId === undefined) throw new UsageError('需要令牌编号（见 xinheng token list）。');
  const { db } = await store();
  const revoked = await transact(db, async (tx) => {
    const done = await revokeToken(tx, tokenId);
    if (done) await audit(tx, { actor: operator(), action: 'access.revoke-token', object: `token:${tokenId}` });
    return done;
  });
  print(revoked ? `令牌 ${tokenId} 已作废。` : `没有有效的令牌 ${tokenId}。`);
  return revoked ? 0 : 1;
}

export const command: Command = {
  usage:
    'token create --department 部门代码 [--label 名称] [--days 365] [--permission 权限]… | token list | token rotate <编号> [--overlap 小时] | token revoke <编号>',
  help: `管理接口令牌。令牌用于 POST /api/v1/batches 等接口，只能代本部门报送。
系统只保存令牌的 SHA-256，遗失后用 rotate 更换密钥或作废重建。
  --permission NAME  可重复，默认 batches.submit 与 batches.read：
${Object.entries(scopes)
  .map(([name, title]) => `    ${name}  ${title}`)
  .join('\n')}`,
  async run(context) {
    const [action, ...args] = context.args;
    if (action === 'create') return create({ ...context, args });
    if (action === 'list') return list(context);
    if (action === 'rotate') return rotate({ ...context, args });
    if (action === 'revoke') return revoke({ ...context, args });
    throw new UsageError('需要 create、list、rotate 或 revoke。');
  },
};
