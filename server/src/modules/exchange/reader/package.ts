/** Files packed for the way: ZIP files with one or several tables in them, and single files under gzip. */
import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { XinhengError } from '../../../platform/errors/index.ts';
import { readStart } from './start.ts';
import { Archive, isBomb, isWorkbook, refuse, refuseForeign } from './xlsx/index.ts';

const MOST_MEMBERS = 100;
/** What systems put beside the files without being asked: resource forks, thumbnails, lock files of open tables. */
const LITTER = /(^|\/)(__MACOSX\/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\.~lock\.)/i;

const ZIP = Buffer.from('PK\x03\x04', 'latin1');
const EMPTY_ZIP = Buffer.from('PK\x05\x06', 'latin1');
const SPLIT_ZIP = Buffer.from('PK\x07\x08', 'latin1');
const GZIP = Buffer.from([0x1f, 0x8b]);

/** How a file is packed, by its first bytes. */
export function packingOf(head: Buffer): 'zip' | 'empty-zip' | 'split-zip' | 'gzip' | null {
  const starts = (magic: Buffer) => head.subarray(0, magic.length).equals(magic);
  if (starts(ZIP)) return 'zip';
  if (starts(EMPTY_ZIP)) return 'empty-zip';
  if (starts(SPLIT_ZIP)) return 'split-zip';
  return starts(GZIP) ? 'gzip' : null;
}

/** The files of a container that a person put into it. */
function filesOf(archive: Archive): string[] {
  return archive.names.filter((entry) => !LITTER.test(entry));
}

/** Writes bytes to a file of their own that only we may read. @returns its path */
async function spill(bytes: AsyncIterable<Buffer>, folder: string): Promise<string> {
  const path = join(folder, `xinheng-unpacked-${randomUUID()}`);
  try {
    await pipeline(bytes, createWriteStream(path, { mode: 0o600, flags: 'wx' }));
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** The one file of a ZIP file, unpacked. @throws XinhengError batch-refused when there is none, or more than one */
export async function unpackOnly(archive: Archive, name: string): Promise<string> {
  const files = filesOf(archive);
  const [only] = files;
  if (only === undefined) refuse(`“${name}”是空的压缩包。`);
  if (files.length > 1) refuse(`“${name}”里有 ${files.length} 个文件，这里一次只能读取一个。请分别上传。`);
  return spill(archive.read(only), tmpdir());
}

/** The file under gzip, unpacked. */
export async function unpackGzip(path: string, name: string): Promise<string> {
  return spill(gunzipped(path, name), tmpdir());
}

async function* gunzipped(path: string, name: string): AsyncGenerator<Buffer> {
  const packed = (await stat(path)).size;
  const gunzip = createGunzip();
  const feeding = pipeline(createReadStream(path), gunzip);
  // Told by the reading below; unheard it would end the process.
  feeding.catch(() => {});
  let bytes = 0;
  try {
    for await (const chunk of gunzip as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (isBomb(bytes, packed)) refuse(`“${name}”解开后过大（压缩炸弹），拒绝读取。请解开后上传其中的表格。`);
      yield chunk;
    }
  } catch (error) {
    if (error instanceof XinhengError) throw error;
    const cut = (error as { code?: string }).code === 'Z_BUF_ERROR';
    refuse(`“${name}”已损坏，不能解开（${cut ? '文件不完整，可能没有传完' : '压缩数据有误'}）。请重新压缩或重新上传。`);
  } finally {
    gunzip.destroy();
    await feeding.catch(() => {});
  }
}

/** A table out of a package, on its own for as long as it is read. */
export interface Member {
  /** The package and the file in it, as people know them. */
  name: string;
  path: string;
}

async function unpackMember(archive: Archive, member: string, to: { name: string; folder: string }): Promise<string> {
  const path = await spill(archive.read(member), to.folder);
  try {
    await refusePacked(path, to.name);
    return path;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

/** A package within a package; a workbook is one on the outside only. */
async function refusePacked(path: string, name: string): Promise<void> {
  const packing = packingOf(await readStart(path, name, 4));
  if (packing === null) return;
  if (packing === 'zip') {
    const inner = await Archive.open(path, name);
    inner.close();
    if (isWorkbook(inner)) return;
    refuseForeign(inner, name);
  }
  refuse(`“${name}”里还是压缩包，请解开后上传其中的表格。`);
}

/** A ZIP file with several tables in it: each is a batch of its own. */
export class Package {
  readonly #archive: Archive;
  readonly #name: string;
  readonly members: readonly string[];

  private constructor(archive: Archive, name: string, members: string[]) {
    this.#archive = archive;
    this.#name = name;
    this.members = members;
  }

  /**
   * Opens a package; null when the file is a table itself, or packs a single one. Close it when it has been read.
   * @throws XinhengError batch-refused: damaged, encrypted, hostile, a bomb, too many files
   */
  static async open(path: string, name: string): Promise<Package | null> {
    if (packingOf(await readStart(path, name, 4)) !== 'zip') return null;
    const archive = await Archive.open(path, name);
    try {
      refuseForeign(archive, name);
      const files = isWorkbook(archive) ? [] : filesOf(archive);
      if (files.length > MOST_MEMBERS)
        refuse(`“${name}”里有 ${files.length} 个文件，一个压缩包最多 ${MOST_MEMBERS} 个。请分成几个压缩包。`);
      if (files.length > 1) return new Package(archive, name, files);
      archive.close();
      return null;
    } catch (error) {
      archive.close();
      throw error;
    }
  }

  /** The members one after another, each unpacked into `folder`; whoever takes one removes it. */
  async *unpack(folder: string = tmpdir()): AsyncGenerator<Member | { name: string; refusal: XinhengError }> {
    for (const member of this.members) {
      const name = `${this.#name}/${member}`;
      let table: Member | { name: string; refusal: XinhengError };
      try {
        table = { name, path: await unpackMember(this.#archive, member, { name, folder }) };
      } catch (error) {
        if (!(error instanceof XinhengError)) throw error;
        table = { name, refusal: error };
      }
      yield table;
    }
  }

  close(): void {
    this.#archive.close();
  }
}
