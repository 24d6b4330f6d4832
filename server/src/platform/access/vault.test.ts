import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openVault, Vault } from './vault.ts';

let dataFolder: string;
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), 'xinheng-vault-'));
});
afterAll(() => rm(dataFolder, { recursive: true }));

it('opens what it sealed, in the same context, unchanged; and nothing else', () => {
  const vault = new Vault(randomBytes(32), 'k');
  const sealed = vault.seal('密钥 JBSWY3DP', 'second-factor:a1');
  expect(vault.open(sealed, 'second-factor:a1')).toBe('密钥 JBSWY3DP');
  expect(vault.open(sealed, 'second-factor:a2')).toBeNull();
  expect(new Vault(randomBytes(32), 'k').open(sealed, 'second-factor:a1')).toBeNull();
  const bytes = Buffer.from(sealed, 'base64url');
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 1;
    expect(vault.open(changed.toString('base64url'), 'second-factor:a1')).toBeNull();
  }
  expect(vault.open('', 'second-factor:a1')).toBeNull();
  expect(vault.seal('x', 'c')).not.toBe(vault.seal('x', 'c'));
});

it('digests depend on key, context and text', () => {
  const [one, other] = [new Vault(randomBytes(32), 'k'), new Vault(randomBytes(32), 'k')];
  expect(one.digest('zhang', 'login')).toBe(one.digest('zhang', 'login'));
  expect(new Set([one.digest('zhang', 'login'), one.digest('zhang', 'x'), other.digest('zhang', 'login')]).size).toBe(
    3,
  );
});

it('makes its key once, for its owner only, also when many start at once', async () => {
  const place = { dataFolder, keyFile: undefined };
  const all = await Promise.all(Array.from({ length: 5 }, () => openVault(place)));
  expect(new Set(all.map(({ id }) => id)).size).toBe(1);
  const file = join(dataFolder, 'keys', 'secrets.key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(dataFolder, 'keys'))).toEqual(['secrets.key']);
  const before = await readFile(file, 'utf8');
  expect((await openVault(place)).id).toBe(all[0]?.id);
  expect(await readFile(file, 'utf8')).toBe(before);
});

it('refuses a configured file that is missing or no key', async () => {
  const keyFile = join(dataFolder, 'elsewhere.key');
  await expect(openVault({ dataFolder, keyFile })).rejects.toThrow(/无法读取密钥文件/);
  await writeFile(keyFile, 'short\n');
  await expect(openVault({ dataFolder, keyFile })).rejects.toThrow(/32 个随机字节/);
  await writeFile(keyFile, randomBytes(32).toString('base64'));
  expect((await openVault({ dataFolder, keyFile })).file).toBe(keyFile);
});
