/**
 * Verification of the whole log: every entry is read and hashed anew, every block and signature checked, and both held
 * against what somebody outside has kept. Reads one snapshot; believes nothing of the store but what proves itself.
 */
import type { PoolClient } from 'pg';
import type { Db } from '../../db/index.ts';
import { type Checkpoint, type OpenedNote, parseVerifierKey } from '../checkpoint/index.ts';
import { entryOf, hashOfEntry, type LeafRow } from '../leaf.ts';
import { type Block, readBlocks } from '../seal/store.ts';
import { judgeAnchors } from './anchors.ts';
import { judgeBlock } from './chain.ts';
import { diagnose } from './diagnose.ts';
import { EntryStream } from './entry-stream.ts';
import { type Finding, named, type Report } from './findings.ts';
import { readExtent } from './store.ts';
import { TreeCheck } from './tree-check.ts';

export type VerifyOptions = {
  /** Checkpoints that were kept outside. */
  held?: readonly OpenedNote[];
  /** Verifier keys known from elsewhere. */
  keys?: readonly string[];
  /** The block that this machine sealed last. */
  memory?: { block: number; hash: string } | undefined;
  /** Checks the signatures of the last block, of key changes and of every 64th only; the chain of hashes covers the rest. */
  quick?: boolean;
  onProgress?: (entries: number, of: number) => void;
  signal?: AbortSignal;
};

const blocksAtOnce = 200;
const mostFindings = 50;

/** Verifies the log of a store. Throws what the database throws, and an AbortError when `signal` is aborted. */
export async function verifyLog(db: Db, options: VerifyOptions = {}): Promise<Report> {
  const client = await db.pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin isolation level repeatable read read only');
    await client.query('set local statement_timeout = 0');
    return await new Verification(client, options).run();
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    if (!broken) await client.query('rollback').catch((error: Error) => (broken = error));
    client.release(broken);
  }
}

class Verification {
  readonly #client: PoolClient;
  readonly #options: VerifyOptions;
  readonly #stream: EntryStream;
  readonly #findings: Finding[] = [];
  /** Checkpoints as the store has them, at the numbers that anchors ask about. */
  readonly #asked = new Map<number, OpenedNote>();
  readonly #restored: Checkpoint[] = [];
  readonly #keys = new Set<string>();
  #before: OpenedNote | undefined;
  #tree: TreeCheck | undefined;
  #blocks = 0;
  #entries = 0;
  #total = 0;

  constructor(client: PoolClient, options: VerifyOptions) {
    this.#client = client;
    this.#options = options;
    this.#stream = new EntryStream(client);
  }

  async run(): Promise<Report> {
    const extent = await readExtent(this.#client);
    this.#total = extent.entries;
    for (let from = 1, more = true; more; ) {
      const blocks = await readBlocks(this.#client, from, blocksAtOnce);
      for (const [at, block] of blocks.entries()) {
        this.#options.signal?.throwIfAborted();
        const last = blocks.length < blocksAtOnce && at === blocks.length - 1;
        if (this.#findings.length < mostFindings) await this.#check(block, last);
      }
      from = (blocks.at(-1)?.block ?? 0) + 1;
      more = blocks.length === blocksAtOnce;
    }
    await this.#compareTiles(true);
    const unsealed = await this.#stream.countRest();
    const last = this.#before;
    this.#findings.push(
      ...judgeAnchors({
        options: this.#options,
        asked: this.#asked,
        last,
        keys: this.#keys,
        issued: extent.issued,
        restored: this.#restored,
      }),
    );
    // The sort is stable: of one block, what was found first stays first.
    const findings = this.#findings.toSorted((a, b) => a.block - b.block);
    return {
      whole: findings.length === 0,
      log: last?.checkpoint.log ?? null,
      blocks: this.#blocks,
      entries: this.#entries,
      unsealed,
      last: last ? { block: last.checkpoint.block, time: last.checkpoint.time, hash: last.hash } : null,
      key: last?.checkpoint.key.text ?? null,
      anchors: {
        checkpoints: this.#options.held?.length ?? 0,
        memory: this.#options.memory !== undefined,
        keys: this.#options.keys?.length ?? 0,
      },
      findings,
    };
  }

  async #check(block: Block, last: boolean): Promise<void> {
    const signatures = this.#signatureIsDue(block, last);
    const judged = judgeBlock(block, this.#before, signatures);
    const place = judged.opened?.checkpoint.last ?? {
      era: block.last_era,
      transaction: block.last_transaction,
      entry: block.last_entry,
    };
    const rows = await this.#stream.until(place);
    this.#blocks += 1;
    this.#entries += rows.length;
    this.#options.onProgress?.(this.#entries, this.#total);
    const between = rangeOf(rows);
    this.#findings.push(...judged.findings.map((finding) => ({ ...finding, between })));
    if (judged.opened === undefined) {
      // What stands between two readable blocks is still covered by the root of the second.
      if (!(await this.#tree?.resume(block.size, undefined))) this.#tree = undefined;
      return;
    }
    await this.#checkEntries(judged.opened.checkpoint, rows);
    this.#remember(judged.opened, signatures);
  }

  #signatureIsDue(block: Block, last: boolean): boolean {
    if (!this.#options.quick || last || block.block % 64 === 0) return true;
    const anchored = this.#options.held?.some(({ checkpoint }) => checkpoint.block === block.block);
    return anchored === true || block.note.includes('\nnext-key ');
  }

  #remember(opened: OpenedNote, signatures: boolean): void {
    const { checkpoint } = opened;
    const { held = [], memory } = this.#options;
    if (held.some((note) => note.checkpoint.block === checkpoint.block) || memory?.block === checkpoint.block) {
      this.#asked.set(checkpoint.block, opened);
    }
    if (checkpoint.restored) this.#restored.push(checkpoint);
    if (signatures && opened.signed) this.#keys.add(checkpoint.key.text);
    this.#before = opened;
  }

  async #checkEntries(checkpoint: Checkpoint, rows: readonly LeafRow[]): Promise<void> {
    const { volume, key, block } = checkpoint;
    const { digest } = key.suite;
    const first = this.#before?.checkpoint.volume === volume ? this.#before.checkpoint.size : 0;
    if (first === 0 && this.#before?.checkpoint.volume !== volume) {
      await this.#compareTiles(true);
      this.#tree = new TreeCheck(this.#client, volume, digest);
    }
    const tree = this.#tree;
    if (tree === undefined || tree.size !== first) return;
    for (const [at, row] of rows.entries()) tree.append(hashOfEntry(digest, first + at, row), entryOf(row));
    if (tree.size === checkpoint.size && tree.root().equals(checkpoint.root)) {
      await this.#compareTiles(false);
      return;
    }
    const sealed = await tree.sealed(first, checkpoint.size);
    const proven = await tree.proves(first, sealed, checkpoint.root);
    const between = rangeOf(rows) ?? { from: checkpoint.last.entry, to: checkpoint.last.entry };
    this.#findings.push(
      diagnose({ digest, block, first, rows, sealed, proven }) ?? {
        kind: rows.length < checkpoint.size - first ? 'removed' : 'changed',
        block,
        index: null,
        entry: null,
        between,
        message: `第 ${block} 号区块的日志与检查点不符，库中的散列也已被改动，出错的日志在${named(between)}。`,
      },
    );
    if (!(await tree.resume(checkpoint.size, checkpoint.root))) this.#tree = undefined;
  }

  async #compareTiles(all: boolean): Promise<void> {
    const wrong = await this.#tree?.compare(all);
    const checkpoint = this.#before?.checkpoint;
    if (wrong === undefined) return;
    this.#findings.push({
      kind: 'tree-changed',
      block: checkpoint?.block ?? 0,
      index: wrong,
      entry: null,
      between: null,
      message: `库中用于出具证明的散列被改动（自序号 ${wrong} 起），日志本身与检查点相符。`,
    });
  }
}

/** The smallest and the greatest number of some entries. */
function rangeOf(rows: readonly LeafRow[]): Finding['between'] {
  if (rows.length === 0) return null;
  let from = Number.POSITIVE_INFINITY;
  let to = 0;
  for (const row of rows) {
    from = Math.min(from, entryOf(row));
    to = Math.max(to, entryOf(row));
  }
  return { from, to };
}

/** Whether a line is a verifier key that can be verified with. */
export function isVerifierKey(text: string): boolean {
  return parseVerifierKey(text) !== undefined;
}
