/**
 * Checkpoints 检查点: what is signed and published of each block. The text is a C2SP tlog-checkpoint (origin, size, root)
 * with lines of ours behind it, signed as a C2SP signed note, so that tools of others can read and witness it.
 */
import type { KeyPair } from '../suites/index.ts';
import { parseVerifierKey, type VerifierKey } from './verifier-key.ts';

/** Where an entry stands in the order of sealing. `transaction` is decimal text (xid8). */
export type Place = { era: number; transaction: string; entry: number };

export type Checkpoint = {
  /** The log's name, the same for all its volumes: `xinheng/jinan/3f9c2a71`. */
  log: string;
  /** Leaves are counted anew in each volume; one begins when the digest changes. From 1. */
  volume: number;
  /** From 1, through all volumes. */
  block: number;
  /** Leaves of the volume up to and with this block. */
  size: number;
  /** Root over them. */
  root: Buffer;
  /** The last entry of this block. */
  last: Place;
  /** Hash of the block before, hex; null for the first. */
  previous: string | null;
  /** UTC, `2026-11-24T03:04:05.678Z`. */
  time: string;
  /** The key that signs. */
  key: VerifierKey;
  /** The key that signs from the next block on, when it changes here. */
  nextKey?: VerifierKey;
  /** The operator says that the store was restored from a copy, and that this published block is lost with what it sealed. */
  restored?: { block: number; hash: string };
};

export function originOf(log: string, volume: number): string {
  return `${log}/${volume}`;
}

/** The text that is hashed and signed. */
export function checkpointText(checkpoint: Checkpoint): string {
  const { last, nextKey, restored } = checkpoint;
  return [
    originOf(checkpoint.log, checkpoint.volume),
    `${checkpoint.size}`,
    checkpoint.root.toString('base64'),
    `block ${checkpoint.block}`,
    `last ${last.era} ${last.transaction} ${last.entry}`,
    `previous ${checkpoint.previous ?? '-'}`,
    `time ${checkpoint.time}`,
    `key ${checkpoint.key.text}`,
    ...(nextKey ? [`next-key ${nextKey.text}`] : []),
    ...(restored ? [`restored ${restored.block} ${restored.hash}`] : []),
    '',
  ].join('\n');
}

/** The hash by which the next block names this one, hex, by the digest of the block's own suite. */
export function blockHash(checkpoint: Checkpoint): string {
  return checkpoint.key.suite.digest(Buffer.from(checkpointText(checkpoint))).toString('hex');
}

/** The signed note of a checkpoint. `pair` belongs to `checkpoint.key`. */
export function signCheckpoint(checkpoint: Checkpoint, pair: KeyPair): string {
  const text = checkpointText(checkpoint);
  const { key } = checkpoint;
  const signature = key.suite.sign(pair, Buffer.from(text));
  return `${text}\n— ${key.name} ${Buffer.concat([key.id, signature]).toString('base64')}\n`;
}

const shape = new RegExp(
  [
    '^(?<log>[^\\s+]+)/(?<volume>[1-9]\\d{0,8})',
    '(?<size>0|[1-9]\\d{0,14})',
    '(?<root>[A-Za-z0-9+/]{43}=)',
    'block (?<block>[1-9]\\d{0,14})',
    'last (?<era>\\d{1,9}) (?<transaction>\\d{1,20}) (?<entry>\\d{1,15})',
    'previous (?<previous>-|[0-9a-f]{64})',
    'time (?<time>\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)',
    'key (?<key>[^\\n]+)',
    '(next-key (?<nextKey>[^\\n]+)\n)?(restored (?<lostBlock>[1-9]\\d{0,14}) (?<lostHash>[0-9a-f]{64})\n)?$',
  ].join('\n'),
);

/** Reads a checkpoint's text; undefined when a line is missing, strange, or names a key that does not sign this origin. */
export function parseCheckpointText(text: string): Checkpoint | undefined {
  const parts = shape.exec(text)?.groups as Record<string, string | undefined> | undefined;
  if (parts === undefined) return undefined;
  const { log = '', root = '', time = '' } = parts;
  const key = parseVerifierKey(parts.key ?? '');
  const nextKey = parts.nextKey === undefined ? undefined : parseVerifierKey(parts.nextKey);
  const volume = Number(parts.volume);
  if (key?.name !== originOf(log, volume) || (parts.nextKey !== undefined && nextKey === undefined)) return undefined;
  return {
    log,
    volume,
    block: Number(parts.block),
    size: Number(parts.size),
    root: Buffer.from(root, 'base64'),
    last: { era: Number(parts.era), transaction: parts.transaction ?? '', entry: Number(parts.entry) },
    previous: parts.previous === '-' ? null : (parts.previous ?? null),
    time,
    key,
    ...(nextKey && { nextKey }),
    ...(parts.lostHash && { restored: { block: Number(parts.lostBlock), hash: parts.lostHash } }),
  };
}

export type OpenedNote = {
  checkpoint: Checkpoint;
  /** Hash of the block, hex. */
  hash: string;
  /** Whether the note bears a valid signature of the key that its text names. */
  signed: boolean;
};

/** Reads a signed note and checks its signature, unless `verify` is false; undefined when it is no checkpoint of ours. */
export function openNote(note: string, verify = true): OpenedNote | undefined {
  const end = note.lastIndexOf('\n\n');
  if (end < 0) return undefined;
  const checkpoint = parseCheckpointText(note.slice(0, end + 1));
  if (checkpoint === undefined) return undefined;
  const { key } = checkpoint;
  const lines = note.slice(end + 2).split('\n');
  const signed = () =>
    lines.some((line) => {
      // Other names are witnesses; they may stand beside our signature.
      const [dash, name, encoded = ''] = line.split(' ');
      if (dash !== '—' || name !== key.name) return false;
      const signature = Buffer.from(encoded, 'base64');
      if (signature.toString('base64') !== encoded || !signature.subarray(0, 4).equals(key.id)) return false;
      return key.suite.verify(key.publicKey, Buffer.from(note.slice(0, end + 1)), signature.subarray(4));
    });
  return { checkpoint, hash: blockHash(checkpoint), signed: verify ? signed() : false };
}
