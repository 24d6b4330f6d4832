/** Accounts as the program hands them out: over the key file that this store's secrets were sealed with. */
import { readFile } from 'node:fs/promises';
import {
  type Accounts,
  createAccounts,
  createIdentityService,
  type DemonstrationAccount,
} from '../modules/accounts/index.ts';
import { openVault, requireKeyOfStore } from '../platform/access/index.ts';
import type { City } from '../platform/city/index.ts';
import type { Config } from '../platform/config/index.ts';
import type { Db } from '../platform/db/index.ts';
import { XinhengError } from '../platform/errors/index.ts';
import { createOutbound } from '../platform/outbound/index.ts';

/** The accounts module of a configuration and a store. @throws XinhengError when the key file is another store's */
export async function accountsOf(
  config: Config,
  shown: { db: Db; city: City; demonstration: boolean },
): Promise<Accounts> {
  const vault = await openVault({ dataFolder: config.dataFolder, keyFile: config.secretKeyFile });
  await requireKeyOfStore(shown.db.pool, vault);
  const { administratorNetworks, practice } = config;
  const identityService = await identityServiceOf(config);
  return createAccounts({ ...shown, vault, administratorNetworks, practice, identityService });
}

/** The city's identity service as configured. @throws XinhengError `configuration-invalid` without its secret */
async function identityServiceOf({ oidc, practice }: Config) {
  if (oidc === undefined || practice) return undefined;
  const { clientSecretFile, ...rest } = oidc;
  let clientSecret: string;
  try {
    clientSecret = (await readFile(clientSecretFile, 'utf8')).trim();
  } catch (cause) {
    const message = `无法读取统一身份认证的客户端密钥文件 ${clientSecretFile}（XINHENG_OIDC_CLIENT_SECRET_FILE）。`;
    throw new XinhengError('configuration-invalid', { message, cause });
  }
  return createIdentityService({ ...rest, clientSecret, outbound: createOutbound({ allow: rest.origins }) });
}

/** The one-time link of the first administrator as an address; what follows `#` is sent to no server and kept in no log. */
export const firstLink = (address: string, token: string) => `${address}/workbench/setup#${token}`;

/** What the terminal says when nobody can sign in yet: the demonstration's officers, or the one-time link. */
export async function welcome(accounts: Accounts, demonstration: boolean, address: string): Promise<string[]> {
  if (demonstration) return demonstrationLines(await accounts.hireDemonstration(), address);
  const link = await accounts.offerFirstLink();
  if (link === null) return [`工作台:       ${address}/workbench`];
  return [
    `首位系统管理员：请在 ${link.hours} 小时内打开一次性链接（只显示这一次）`,
    `  ${firstLink(address, link.token)}`,
  ];
}

function demonstrationLines(made: readonly DemonstrationAccount[], address: string): string[] {
  const lines = [`工作台:       ${address}/workbench`];
  if (made.length === 0) return lines;
  return [
    ...lines,
    '演示账号（密码只显示这一次；管理员首次登录须启用动态验证码）：',
    ...made.map(
      ({ login, password, roleName, organisation }) => `  ${login.padEnd(10)}${password}  ${roleName}，${organisation}`,
    ),
  ];
}
