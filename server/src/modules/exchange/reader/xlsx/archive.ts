/** A ZIP container opened with suspicion: what it says it unpacks to is bounded before a single byte is unpacked. */
import type { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { XinhengError } from '../../../../platform/errors/index.ts';
import { entryName, isHostileName } from '../entry-name.ts';

/** Excel's own largest sheet of text unpacks to about 2 GB. */
const MOST_UNPACKED = 8 * 1024 ** 3;
/** A part that unpacks to more than this may not be this many times larger than it is packed. */
const SUSPECT_BYTES = 256 * 1024 ** 2;
const MOST_TIMES = 300;
const MOST_ENTRIES = 20_000;

/** Whether something of so many bytes, packed into so few, is a bomb: no table packs that well. */
export function isBomb(unpacked: number, packed: number): boolean {
  return unpacked > MOST_UNPACKED || (unpacked > SUSPECT_BYTES && unpacked > packed * MOST_TIMES);
}

/** What is wrong with a container, in words that say what to do; the library's own are for programmers. */
function damage(name: string, error: Error): string {
  const { message } = error;
  const reason = /end of central directory|truncated|unexpected end|EOF/i.test(message)
    ? '文件不完整，可能没有传完'
    : /too many bytes|not enough bytes|size mismatch/i.test(message)
      ? '内容的大小与目录中声明的不符'
      : /strong encryption/i.test(message)
        ? '设有密码'
        : /multi-disk/i.test(message)
          ? '是分卷压缩包的一部分'
          : '压缩数据有误';
  return `“${name}”已损坏，不能解开（${reason}）。请重新保存或重新上传。`;
}

/** The file is refused whole, with a sentence that says why and what to do. */
export function refuse(message: string): never {
  throw new XinhengError('batch-refused', { message });
}

/** The entries of an open ZIP file, by name. */
export class Archive {
  readonly #zip: ZipFile;
  readonly #entries: ReadonlyMap<string, Entry>;
  readonly #name: string;

  private constructor(zip: ZipFile, entries: ReadonlyMap<string, Entry>, name: string) {
    this.#zip = zip;
    this.#entries = entries;
    this.#name = name;
  }

  /** @param name the file's name, for messages. @throws XinhengError batch-refused: damaged, encrypted, a bomb */
  static async open(path: string, name: string): Promise<Archive> {
    let zip: ZipFile | undefined;
    try {
      zip = await openPromise(path, { autoClose: false, decodeStrings: false, validateEntrySizes: true });
      return new Archive(zip, await entriesOf(zip, name), name);
    } catch (error) {
      zip?.close();
      if (error instanceof XinhengError) throw error;
      refuse(damage(name, error as Error));
    }
  }

  get names(): string[] {
    return [...this.#entries.keys()];
  }

  has(entry: string): boolean {
    return this.#entries.has(entry);
  }

  sizeOf(entry: string): number {
    return this.#entries.get(entry)?.uncompressedSize ?? 0;
  }

  /** The unpacked bytes of an entry. @throws XinhengError batch-refused when there is none, or it does not unpack */
  async *read(name: string): AsyncGenerator<Buffer> {
    const entry = this.#entries.get(name);
    if (entry === undefined) refuse(`“${this.#name}”缺少部件 ${name.slice(0, 80)}，不是完整的工作簿。请重新保存。`);
    let stream: Readable | undefined;
    try {
      stream = await this.#zip.openReadStreamPromise(entry);
      let sum = 0;
      for await (const chunk of stream as AsyncIterable<Buffer>) {
        sum = crc32(chunk, sum);
        yield chunk;
      }
      // A bit that flipped on the way need not disturb the unpacking, only the values.
      if (sum !== entry.crc32) refuse(`“${this.#name}”已损坏，解开后的校验和不符。请重新保存或重新上传。`);
    } catch (error) {
      if (error instanceof XinhengError) throw error;
      refuse(damage(this.#name, error as Error));
    } finally {
      stream?.destroy();
    }
  }

  /** A small entry whole, as text. */
  async text(name: string, most = 1 << 20): Promise<string> {
    const parts: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of this.read(name)) {
      bytes += chunk.length;
      if (bytes > most) refuse(`“${this.#name}”的部件 ${name} 过大，不像正常的工作簿。请另存为 CSV 后再导入。`);
      parts.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(parts));
  }

  close(): void {
    this.#zip.close();
  }
}

async function entriesOf(zip: ZipFile, name: string): Promise<Map<string, Entry>> {
  if (zip.entryCount > MOST_ENTRIES) refuse(`“${name}”内含 ${zip.entryCount} 个部件，不像正常的工作簿或压缩包。`);
  const entries = new Map<string, Entry>();
  let unpacked = 0;
  for await (const entry of zip.eachEntry()) {
    const inside = entryName(entry);
    if (isHostileName(inside)) refuse(`“${name}”内有指向别处的文件名“${shown(inside)}”，可能是恶意文件，拒绝读取。`);
    if (inside.endsWith('/')) continue;
    if (entry.isEncrypted()) refuse(`“${name}”设有密码，系统不能读取。请取消密码后重新上传。`);
    if (!entry.canDecodeFileData()) refuse(`“${name}”的压缩方式不受支持。请用普通 ZIP 方式压缩，或另存为 CSV。`);
    unpacked += entry.uncompressedSize;
    // The whole too: parts that lie over one another unpack the same bytes again and again.
    if (isBomb(entry.uncompressedSize, Math.max(1, entry.compressedSize)) || isBomb(unpacked, zip.fileSize))
      refuse(`“${name}”解开后过大（压缩炸弹或大片空白单元格）。请删去多余的空行空列，或另存为 CSV 后再导入。`);
    // Of two entries with one name readers disagree; nobody who means well writes them.
    if (entries.has(inside)) refuse(`“${name}”内有重名的部件“${shown(inside)}”，已损坏或被改动。`);
    entries.set(inside, entry);
  }
  return entries;
}

/** A name as it may stand in a message. */
function shown(name: string): string {
  return name.replaceAll(/\p{C}/gu, '�').slice(0, 80);
}
