/**
 * Keeps what must be read again but never lie open in the database: encrypted with a key that lives in a file. A copy of
 * the database alone opens nothing.
 */
import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Queryable } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';

const keyBytes = 32;
const ivBytes = 12;
const tagBytes = 16;

export class Vault {
  /** Names the key without telling it; the store remembers it and so notices another key. */
  readonly id: string;
  /** Where the key was read from, for messages. */
  readonly file: string;
  readonly #sealing: Buffer;
  readonly #digesting: Buffer;

  constructor(key: Buffer, file: string) {
    const derived = (use: string) => Buffer.from(hkdfSync('sha256', key, '', `xinheng ${use}`, keyBytes));
    this.file = file;
    this.id = createHash('sha256').update(derived('id')).digest('hex').slice(0, 16);
    this.#sealing = derived('sealing');
    this.#digesting = derived('digesting');
  }

  /** AES-256-GCM, base64url. `context` says what it belongs to (`second-factor:a1`); it opens with the same only. */
  seal(text: string, context: string): string {
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#sealing, iv).setAAD(Buffer.from(context));
    const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url');
  }

  /** What was sealed in this context; null when it was not sealed here, belongs elsewhere, or was changed. */
  open(sealed: string, context: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    if (bytes.length < ivBytes + tagBytes) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#sealing, bytes.subarray(0, ivBytes))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes));
    try {
      return decipher.update(bytes.subarray(ivBytes + tagBytes), undefined, 'utf8') + decipher.final('utf8');
    } catch {
      return null;
    }
  }

  /** A keyed digest: the same text gives the same digest, and without the key no text can be tried against it. */
  digest(text: string, context: string): string {
    return createHmac('sha256', this.#digesting).update(`${context}\0${text}`).digest('base64url');
  }
}

/**
 * Opens the vault with the key of `keyFile`, or of `keys/secrets.key` in the data folder, which is made when it is
 * missing. A configured file is never made: whoever keeps keys elsewhere puts them there.
 * @throws XinhengError `configuration-invalid` when the file is missing, unreadable or holds no key
 */
export async function openVault(place: { dataFolder: string; keyFile: string | undefined }): Promise<Vault> {
  const file = place.keyFile ?? join(place.dataFolder, 'keys', 'secrets.key');
  if (place.keyFile === undefined) await makeKey(file);
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    throw new XinhengError('configuration-invalid', { message: `无法读取密钥文件 ${file}。`, cause });
  }
  const key = Buffer.from(text.trim(), 'base64');
  if (key.length !== keyBytes) {
    throw new XinhengError(
      'configuration-invalid',
      `密钥文件 ${file} 应是 32 个随机字节的 Base64 文本（openssl rand -base64 32），请用备份恢复它。`,
    );
  }
  return new Vault(key, file);
}

/** Linked into place whole: another process that starts at the same moment finds no key, or all of it. */
async function makeKey(file: string): Promise<void> {
  const fresh = `${file}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    if (existsSync(file)) return;
    await writeFile(fresh, `${randomBytes(keyBytes).toString('base64')}\n`, { flag: 'wx', mode: 0o600, flush: true });
    await link(fresh, file);
  } catch (cause) {
    if ((cause as { code?: string }).code === 'EEXIST') return;
    throw new XinhengError('configuration-invalid', { message: `无法建立密钥文件 ${file}。`, cause });
  } finally {
    await rm(fresh, { force: true });
  }
}

/**
 * Makes sure that the store's secrets were sealed with this key; the first key is remembered.
 * @throws XinhengError `configuration-invalid` for another key
 */
export async function requireKeyOfStore(q: Queryable, vault: Vault): Promise<void> {
  await q.query(
    `insert into platform.setting (name, value) values ('secret-key', to_jsonb($1::text)) on conflict (name) do nothing`,
    [vault.id],
  );
  const { rows } = await q.query<{ value: string }>(`select value from platform.setting where name = 'secret-key'`);
  if (rows[0]?.value === vault.id) return;
  throw new XinhengError(
    'configuration-invalid',
    `密钥文件 ${vault.file} 不是这个数据库所用的那一个，请用备份恢复它。确已丢失时执行 npx xinheng account renew-key，所有人须重新启用动态验证码。`,
  );
}

/** Makes this key the store's. What other keys sealed can then never be opened again. */
export async function adoptKey(q: Queryable, vault: Vault): Promise<void> {
  await q.query(
    `insert into platform.setting (name, value) values ('secret-key', to_jsonb($1::text))
     on conflict (name) do update set value = excluded.value, updated_at = now()`,
    [vault.id],
  );
}
