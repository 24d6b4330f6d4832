/** Watches a file while it arrives: text whose line never ends is no table, and is not kept to its last gigabyte. */
import { packingOf } from './package.ts';
import { refuse } from './xlsx/index.ts';

/** Far above a row that is refused on its own; nobody exports such a line by mistake and means it. */
const ENDLESS_LINE = 64 << 20;
const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class LineGuard {
  readonly #name: string;
  #packed: boolean | undefined;
  #sinceLineEnd = 0;

  /** @param name the file's name, for messages */
  constructor(name: string) {
    this.#name = name;
  }

  /** Takes the next bytes of the file. @throws XinhengError batch-refused when a line has gone on for too long */
  see(chunk: Buffer): void {
    if (chunk.length === 0) return;
    this.#packed ??= packingOf(chunk) !== null;
    if (this.#packed) return;
    const last = Math.max(chunk.lastIndexOf(NEWLINE), chunk.lastIndexOf(CARRIAGE_RETURN));
    this.#sinceLineEnd = last < 0 ? this.#sinceLineEnd + chunk.length : chunk.length - last - 1;
    if (this.#sinceLineEnd > ENDLESS_LINE)
      refuse(
        `“${this.#name}”中有一行超过 ${ENDLESS_LINE >> 20} MB 仍未结束，不是文本表格，已停止接收。请检查换行是否丢失。`,
      );
  }
}
