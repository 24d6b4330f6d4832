/**
 * Where the private keys lie: files of the data folder, readable by nobody else, never the database. Beside them what was
 * sealed last, so that a store that was rolled back is noticed by the server itself.
 */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { XinhengError } from '../../errors/index.ts';
import { originOf, parseVerifierKey, type VerifierKey, verifierKey } from '../checkpoint/index.ts';
import type { KeyPair, Suite, SuiteName } from '../suites/index.ts';

export type SigningKey = { log: string; volume: number; key: VerifierKey; pair: KeyPair };

/** What this server sealed last; `accepted` when the operator says that the store was restored from a copy. */
export type LastSealed = { block: number; hash: string; accepted?: boolean };

type KeyFile = { suite: SuiteName; privateKey: string; publicKey: string; verifierKey: string; createdAt: string };

const suffix = '.key.json';

function missing(error: unknown): boolean {
  return (error as { code?: string }).code === 'ENOENT';
}

/** Written whole or not at all, and on the disk before it counts. */
async function writePrivately(path: string, value: unknown): Promise<void> {
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (missing(error)) return undefined;
    throw new XinhengError('audit-key-missing', { message: `审计密钥文件 ${path} 无法读取，请恢复它。`, cause: error });
  }
}

async function readKey(path: string): Promise<SigningKey | undefined> {
  const file = (await readJson(path)) as Partial<KeyFile> | undefined;
  if (file === undefined) return undefined;
  const key = parseVerifierKey(file.verifierKey ?? '');
  const [, log, volume] = /^(.+)\/(\d+)$/.exec(key?.name ?? '') ?? [];
  if (key === undefined || log === undefined || file.privateKey === undefined) {
    throw new XinhengError('audit-key-missing', `审计密钥文件 ${path} 的内容不完整，请用备份恢复它。`);
  }
  const pair = { privateKey: Buffer.from(file.privateKey, 'base64'), publicKey: key.publicKey };
  return { log, volume: Number(volume), key, pair };
}

/** The key files of one log. */
export class KeyFiles {
  readonly #path: string;

  /** `path` is that of the present key; the others lie beside it. */
  constructor(path: string) {
    this.#path = path;
  }

  get path(): string {
    return this.#path;
  }

  /** The key that signs now; undefined when there is none. @throws XinhengError audit-key-missing when it cannot be read */
  present(): Promise<SigningKey | undefined> {
    return readKey(this.#path);
  }

  /** The key that has been made to take over and is not announced yet. */
  next(): Promise<SigningKey | undefined> {
    return readKey(`${this.#path}.next`);
  }

  /** Makes a new key: the first, or the one that takes over at the next block. */
  async make(as: 'present' | 'next', of: { log: string; volume: number; suite: Suite }): Promise<SigningKey> {
    const pair = of.suite.generate();
    const key = verifierKey(originOf(of.log, of.volume), of.suite, pair.publicKey);
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    await writePrivately(as === 'present' ? this.#path : `${this.#path}.next`, {
      suite: of.suite.name,
      privateKey: pair.privateKey.toString('base64'),
      publicKey: pair.publicKey.toString('base64'),
      verifierKey: key.text,
      createdAt: new Date().toISOString(),
    } satisfies KeyFile);
    return { log: of.log, volume: of.volume, key, pair };
  }

  /** The next key becomes the present one; the old private key is gone with it. */
  promote(): Promise<void> {
    return rename(`${this.#path}.next`, this.#path);
  }

  async lastSealed(): Promise<LastSealed | undefined> {
    return (await readJson(`${this.#path}.last`)) as LastSealed | undefined;
  }

  remember(last: LastSealed): Promise<void> {
    return writePrivately(`${this.#path}.last`, last);
  }
}

export type KeyPlace = {
  /** Folder of the key files, one a log. */
  folder: string;
  /** The key file by name, wherever it lies; then the folder is not looked at. */
  file?: string | undefined;
};

/** A new log's name. The random part tells stores of one city apart: the one in earnest, a practice one, a test. */
function nameLog(city: string): string {
  return `xinheng/${city}/${randomBytes(4).toString('hex')}`;
}

/**
 * The key files of the store's log. A store that has no log yet (`log` null) gets a new one, named here.
 * @throws XinhengError audit-key-missing when the named file belongs to another log
 */
export async function openKeyFiles(
  place: KeyPlace,
  of: { log: string | null; city: string },
): Promise<{ files: KeyFiles; log: string }> {
  if (place.file === undefined) {
    const log = of.log ?? nameLog(of.city);
    return { files: new KeyFiles(join(place.folder, `${log.split('/').at(-1)}${suffix}`)), log };
  }
  const files = new KeyFiles(place.file);
  const held = (await files.present())?.log;
  if (of.log === null) {
    if (held !== undefined && (await files.lastSealed()) !== undefined) {
      throw new XinhengError(
        'audit-key-missing',
        `密钥文件 ${place.file} 已用于审计日志 ${held}，而本库尚未封存过：请确认数据库是否选对，或另指定一个密钥文件。`,
      );
    }
    return { files, log: held ?? nameLog(of.city) };
  }
  if (held !== undefined && held !== of.log) {
    throw new XinhengError(
      'audit-key-missing',
      `密钥文件 ${place.file} 属于审计日志 ${held}，本库的日志是 ${of.log}：请确认数据库与密钥是否相配。`,
    );
  }
  return { files, log: of.log };
}

/** The verifier key that this server itself signs a log with, when it holds one. */
export async function heldKey(place: KeyPlace, log: string): Promise<VerifierKey | undefined> {
  const { files } = await openKeyFiles(place, { log, city: '' });
  return (await files.present())?.key;
}

/** The block that this server sealed last, when it remembers one of this log. */
export async function lastSealed(place: KeyPlace, log: string): Promise<LastSealed | undefined> {
  return (await openKeyFiles(place, { log, city: '' })).files.lastSealed();
}
