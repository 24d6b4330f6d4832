/**
 * One pass of sealing: takes the entries that no older transaction can precede any more, hashes them into the tree, signs
 * the block. One transaction, one sealer at a time; a kill leaves either nothing of it or all.
 */
import type { PoolClient } from 'pg';
import { type Db, transact } from '../../db/index.ts';
import { XinhengError } from '../../errors/index.ts';
import { blockHash, type Checkpoint, type OpenedNote, openNote, signCheckpoint } from '../checkpoint/index.ts';
import { columnOf, entryOf, hashOfEntry, type LeafRow } from '../leaf.ts';
import { BrokenTree, edgeAddresses, type Tile, TiledTree, tileWidth } from '../merkle/index.ts';
import type { Suite } from '../suites/index.ts';
import { type KeyFiles, type KeyPlace, type LastSealed, openKeyFiles, type SigningKey } from './key-files.ts';
import {
  type Block,
  readBlocks,
  readLastBlock,
  readSealState,
  readTileEntries,
  readTiles,
  readUnsealed,
  takeSealLock,
  type WrittenTile,
  writeBlock,
  writeTiles,
} from './store.ts';

export type SealOptions = {
  db: Db;
  keys: KeyPlace;
  /** Code of the city: part of a new log's name. */
  city: string;
  /** The suite that keys are made for; a log whose key is of another is moved to it. */
  suite: Suite;
  /** Most entries of one block; 20,000 when absent. */
  blockEntries?: number;
  /** What this process sealed or checked last; spares the check of the last signature. Kept up to date here. */
  memory?: { block: number; hash: string };
};

/** `sealed` entries; `more` when there may be more to seal at once; `elsewhere` when another process seals. */
export type SealResult = { sealed: number; more: boolean; elsewhere: boolean };

/** Sealing must stop and a person must look: what was sealed and what the store holds now do not agree. */
export function sealBroken(message: string, cause?: unknown): XinhengError {
  return new XinhengError('audit-broken', { message, cause });
}

/** Seals one block. @throws XinhengError audit-broken, audit-key-missing */
export async function sealOnce(options: SealOptions): Promise<SealResult> {
  const limit = options.blockEntries ?? 20_000;
  const done = await transact(options.db, async ({ client }) => {
    if (!(await takeSealLock(client))) return 'elsewhere';
    const state = await readSealState(client);
    const last = await readLastBlock(client);
    if (last === undefined && state.log !== null) throw sealBroken('已封存的区块全部不见了，请用备份恢复数据库。');
    const entries = await readUnsealed(client, state, limit);
    if (entries.length === 0) return 'idle';
    const { files, log } = await openKeyFiles(options.keys, { log: state.log, city: options.city });
    const opened = last && (await checkLast(client, files, last, options));
    const signer = await signingKey(files, { log, suite: options.suite, last: opened?.checkpoint });
    const lost = await files.lastSealed();
    const block = await writeNext(client, {
      log,
      last,
      opened,
      entries,
      signer,
      lost: lost?.accepted ? lost : undefined,
    });
    return { files, block, entries: entries.length };
  });
  if (done === 'elsewhere') return { sealed: 0, more: false, elsewhere: true };
  if (done === 'idle') return { sealed: 0, more: false, elsewhere: false };
  const memory = { block: done.block.block, hash: done.block.hash };
  options.memory = memory;
  await done.files.remember(memory);
  return { sealed: done.entries, more: done.entries === limit, elsewhere: false };
}

/**
 * The last block, when it is the one that this server sealed last or a true successor of it: otherwise the store was
 * rolled back or rewritten, and a block on top of it would make two truths of one number.
 */
async function checkLast(client: PoolClient, files: KeyFiles, last: Block, options: SealOptions): Promise<OpenedNote> {
  const memory = options.memory;
  const known = memory?.block === last.block && memory.hash === last.hash;
  const opened = openNote(last.note, !known);
  if (opened === undefined || opened.hash !== last.hash || opened.checkpoint.block !== last.block) {
    throw sealBroken(`第 ${last.block} 号区块的检查点已被改动。`);
  }
  if (known) return opened;
  if (!opened.signed) throw sealBroken(`第 ${last.block} 号区块的签名不成立。`);
  const remembered = await files.lastSealed();
  if (remembered === undefined || remembered.accepted) return opened;
  const [held] = await readBlocks(client, remembered.block, 1);
  if (held?.block !== remembered.block || held.hash !== remembered.hash) {
    throw sealBroken(
      `数据库被退回到较早的状态或被替换：本机封存过第 ${remembered.block} 号区块，而库中${
        held?.block === remembered.block ? '该区块已是另一份' : `只到第 ${last.block} 号`
      }。如系从备份恢复，请执行 xinheng audit accept-restore 说明情况。`,
    );
  }
  return opened;
}

type Signer = SigningKey & { next?: SigningKey };

/** The key that the last checkpoint asks for, and the one that is to be announced now. */
async function signingKey(
  files: KeyFiles,
  of: { log: string; suite: Suite; last: Checkpoint | undefined },
): Promise<Signer> {
  const wanted = of.last && (of.last.nextKey ?? of.last.key);
  let present = await files.present();
  if (wanted === undefined) {
    return present ?? (await files.make('present', { log: of.log, volume: 1, suite: of.suite }));
  }
  let next = await files.next();
  if (present?.key.text !== wanted.text && next?.key.text === wanted.text) {
    await files.promote();
    present = next;
    next = undefined;
  }
  if (present?.key.text !== wanted.text) {
    throw new XinhengError(
      'audit-key-missing',
      `缺少审计签名密钥：${files.path} ${present ? '不是' : '不存在，应为'}封存本日志的密钥（${wanted.id.toString('hex')}）。请从备份恢复密钥文件。`,
    );
  }
  return { ...present, ...(next && { next }) };
}

type Next = {
  log: string;
  last: Block | undefined;
  opened: OpenedNote | undefined;
  entries: readonly LeafRow[];
  signer: Signer;
  /** The published block that the operator says was lost. */
  lost: LastSealed | undefined;
};

/** Adds the entries to the tree and writes the block over them. */
async function writeNext(client: PoolClient, { log, last, opened, entries, signer, lost }: Next): Promise<Block> {
  const { volume } = signer;
  const { digest } = signer.key.suite;
  const grown = opened?.checkpoint.volume === volume ? opened.checkpoint : undefined;
  const first = grown?.size ?? 0;
  const tree = await treeOf(client, signer, grown);
  for (const [at, row] of entries.entries()) tree.append(hashOfEntry(digest, first + at, row));
  await writeTiles(client, volume, await numbered(client, { volume, first, tiles: tree.takeChanged(), entries }));
  const end = entries.at(-1) as LeafRow;
  const checkpoint: Checkpoint = {
    log,
    volume,
    block: (last?.block ?? 0) + 1,
    size: tree.size,
    root: tree.root(),
    last: { era: Number(columnOf(end, 'era')), transaction: columnOf(end, 'written_by') ?? '', entry: entryOf(end) },
    previous: last?.hash ?? null,
    time: new Date().toISOString(),
    key: signer.key,
    ...(signer.next && { nextKey: signer.next.key }),
    ...(lost && { restored: { block: lost.block, hash: lost.hash } }),
  };
  const block: Omit<Block, 'sealed_at'> = {
    block: checkpoint.block,
    volume,
    first_index: first,
    size: checkpoint.size,
    last_era: checkpoint.last.era,
    last_transaction: checkpoint.last.transaction,
    last_entry: checkpoint.last.entry,
    hash: blockHash(checkpoint),
    note: signCheckpoint(checkpoint, signer.pair),
  };
  await writeBlock(client, log, block);
  return { ...block, sealed_at: checkpoint.time };
}

/** The tree as it was sealed last. Its root is computed from what the store holds now: a difference is a falsification. */
async function treeOf(
  client: PoolClient,
  { key, volume }: SigningKey,
  grown: Checkpoint | undefined,
): Promise<TiledTree> {
  const size = grown?.size ?? 0;
  const edge = edgeAddresses(size);
  try {
    const tree = new TiledTree(key.suite.digest, size, await readTiles(client, volume, edge));
    if (grown === undefined || tree.root().equals(grown.root)) return tree;
  } catch (error) {
    if (!(error instanceof BrokenTree)) throw error;
    throw sealBroken('封存用的散列缺失或不完整，与最后一个检查点不符。', error);
  }
  throw sealBroken('封存用的散列被改动，与最后一个检查点不符。');
}

/** The tiles with the numbers of their entries. */
async function numbered(
  client: PoolClient,
  of: { volume: number; first: number; tiles: readonly Tile[]; entries: readonly LeafRow[] },
): Promise<WrittenTile[]> {
  const index = Math.floor(of.first / tileWidth);
  const before = (await readTileEntries(client, of.volume, index)).slice(0, of.first % tileWidth);
  const numbers = [...before, ...of.entries.map(entryOf)];
  return of.tiles.map((tile) => {
    const from = (tile.index - index) * tileWidth;
    return { ...tile, entries: tile.level === 0 ? numbers.slice(from, from + tileWidth) : null };
  });
}
