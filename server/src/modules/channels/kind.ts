/** What a kind of 接入通道 is: how files come to us, and what becomes of them at their source once they are taken. */
import type { Static, TObject } from 'typebox';
import type { Logger } from '../../platform/log/index.ts';

/** What JSON can hold; a mark is stored as it is. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** One pass over one channel, as its kind sees it. */
export interface ChannelRun<S> {
  /** Code of the channel: `tax-penalties-by-sftp`. */
  channel: string;
  item: string;
  department: string;
  /** As declared in `cities/`, checked against the kind's schema. */
  settings: S;
  /** Encoding that the declaration names; the reader finds it by itself when absent. */
  encoding: string | undefined;
  /** The mark of the last file that came to a good end: a watermark, a position. Null before the first. */
  mark: Json;
  /** An empty folder of this pass, removed when it ends: where a kind writes what it fetches. */
  scratch: string;
  /** The value of an environment variable `XINHENG_CHANNEL_…` that the declaration names. Never logged, never stored. */
  secret(name: string): string;
  /** No more than this is asked for in one pass; the framework stops at it anyhow. */
  limits: { files: number; bytes: number };
  /** Identities that were taken before, so that nothing is fetched for nothing. */
  isTaken(identity: string): Promise<boolean>;
  signal: AbortSignal;
  log: Logger;
}

/** A file that lies whole and readable on this machine. */
export interface PulledFile {
  /** Where it lies; copied by the framework before `settle`. */
  path: string;
  /** What its department calls it. */
  fileName: string;
  format: 'csv' | 'ndjson' | 'xlsx' | 'zip' | 'unread';
  /**
   * Names this delivery for ever: the same delivery found again after a kill has the same identity, another delivery has
   * another, even of the same bytes. At most 500 characters.
   */
  identity: string;
  /** Kept with the batch; `run.mark` of the next pass once the batch has come to a good end. */
  mark: Json;
}

/** What became of a pulled file. */
export type PulledResult =
  | { outcome: 'taken'; batches: number[] }
  /** Nothing of it could be read; the reason is a Chinese sentence for its department. */
  | { outcome: 'refused'; batches: number[]; reason: string };

/** What `settle` is told of a file; after a kill its `path` may be gone, all else is as `pull` gave it. */
export type SettledFile = Pick<PulledFile, 'fileName' | 'identity' | 'mark'>;

/**
 * A kind of channel. One pass is: what an earlier pass left unsettled is brought to its end; then `pull` is walked, and
 * each file is copied, recorded with its batch in one transaction, imported, and settled, before the next is asked for.
 */
export interface ChannelKind<S extends TObject = TObject> {
  kind: 'folder' | 'sftp' | 'database';
  /** Schema of `settings`. */
  settings: S;
  /** Oldest first. What it opened it closes in `finally`: the framework may stop asking at any file. */
  pull(run: ChannelRun<Static<S>>): AsyncIterable<PulledFile>;
  /** Moves the file away at its source. Called again after a kill, so a file that is gone already is no error. */
  settle(run: ChannelRun<Static<S>>, file: SettledFile, result: PulledResult): Promise<void>;
}
