import { createHash } from 'node:crypto';
import { type Answer, answer } from '../../platform/http/index.ts';

/** What an entry takes beside its text: map slot, answer, buffer header (measured at about 400 bytes). */
const entryOverhead = 400;

/** An answer in JSON text as it goes over the wire. Its ETag is the hash of the text, so equal ETags mean equal bytes. */
export function jsonAnswer(text: string): Answer {
  const length = Buffer.byteLength(text);
  // Of its own memory: a slice of Node's shared pool would keep 8 KiB alive for one short answer.
  const body = Buffer.allocUnsafeSlow(length);
  body.write(text);
  return answer(body, {
    etag: createHash('sha256').update(body).digest('base64url').slice(0, 22),
    headers: { 'content-type': 'application/json; charset=utf-8' },
  });
}

/**
 * Finished public answers, derived from the store on demand and never the truth. All belong to one version of the store;
 * when that changes they are all dropped, because an event names a batch and not its subjects. While the version cannot
 * be known (null), nothing is kept and nothing is answered from here. The least recently asked for goes first.
 */
export class AnswerCache {
  readonly #limit: number;
  readonly #version: () => string | null;
  #of: string | null = null;
  #bytes = 0;
  readonly #answers = new Map<string, { answer: Answer; bytes: number }>();

  /** @param limit bytes that all answers together may take; 0 keeps nothing. */
  constructor(limit: number, version: () => string | null) {
    this.#limit = limit;
    this.#version = version;
  }

  /** Bytes and answers held now. */
  get held(): { bytes: number; answers: number } {
    return { bytes: this.#bytes, answers: this.#answers.size };
  }

  /** The answer kept under `key`, or a new one of the text that `make` reads. Nothing is kept when `make` throws. */
  async answer(key: string, make: () => Promise<string>): Promise<Answer> {
    const version = this.#limit === 0 ? null : this.#version();
    if (version === null) return jsonAnswer(await make());
    if (version !== this.#of) this.#dropFor(version);
    const kept = this.#answers.get(key);
    if (kept !== undefined) {
      this.#answers.delete(key);
      this.#answers.set(key, kept);
      return kept.answer;
    }
    const text = await make();
    const made = jsonAnswer(text);
    // A change seen while we read may or may not be in what we read.
    if (this.#version() === version && this.#of === version) this.#keep(key, made);
    return made;
  }

  #dropFor(version: string): void {
    this.#answers.clear();
    this.#bytes = 0;
    this.#of = version;
  }

  #keep(key: string, made: Answer): void {
    const bytes = (made.body as Buffer).length + 2 * key.length + entryOverhead;
    this.#forget(key);
    this.#answers.set(key, { answer: made, bytes });
    this.#bytes += bytes;
    for (const oldest of this.#answers.keys()) {
      if (this.#bytes <= this.#limit) break;
      this.#forget(oldest);
    }
  }

  #forget(key: string): void {
    const kept = this.#answers.get(key);
    if (kept === undefined) return;
    this.#answers.delete(key);
    this.#bytes -= kept.bytes;
  }
}
