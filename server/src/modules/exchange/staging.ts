/** The unlogged tables of a batch under way, and the writer that fills them chunk by chunk. */

import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { type StagedTables, stagedColumns, verdictColumns } from '../../platform/staging/index.ts';

/** How far the reading of a source has come; kept beside the rows, so that a crash loses both or neither. */
export interface Progress {
  chunk: number;
  /** Byte offset in the source behind the last row kept. */
  offset: number;
  line: number;
  rowNumber: number;
  read: number;
  rejected: number;
  /** The source has been read to its end. */
  complete?: boolean;
  /** Rows that the sheet hides, and cells behind its last column, both read or left out as all others. */
  hidden?: number;
  stray?: number;
}

export const noProgress: Progress = { chunk: 0, offset: 0, line: 1, rowNumber: 0, read: 0, rejected: 0 };

const findingColumns = `batch_id bigint not null, row_number bigint not null, seq smallint not null,
  outcome text collate "C" not null, rule text collate "C" not null, field text, before text, after text, message text not null`;

/** Creates the tables, or leaves them when they are there. */
export async function createStaging(client: PoolClient, tables: StagedTables): Promise<void> {
  const columns = stagedColumns.map(([name, type]) => `${name} ${type}`).join(', ');
  await client.query(`
    create unlogged table if not exists ${tables.rows} (${columns}) with (autovacuum_enabled = off);
    create unlogged table if not exists ${tables.findings} (${findingColumns}) with (autovacuum_enabled = off);
    create unlogged table if not exists ${tables.cells} (batch_id bigint not null, row_number bigint not null, cells jsonb not null) with (autovacuum_enabled = off);
    create unlogged table if not exists ${tables.verdicts} (${verdictColumns}) with (autovacuum_enabled = off);
    create unlogged table if not exists ${tables.progress} (chunk integer primary key, state jsonb not null)`);
}

/** Drops the tables of a finished or refused batch. */
export async function dropStaging(client: Pool | PoolClient, tables: StagedTables): Promise<void> {
  await client.query(
    `drop table if exists ${tables.rows}, ${tables.findings}, ${tables.cells}, ${tables.verdicts}, ${tables.progress}`,
  );
}

/** The last committed progress; `noProgress` when nothing was kept, or a crash of the database emptied the tables. */
export async function lastProgress(client: PoolClient, tables: StagedTables): Promise<Progress> {
  const { rows } = await client.query<{ state: Progress }>(
    `select state from ${tables.progress} order by chunk desc limit 1`,
  );
  return rows[0]?.state ?? noProgress;
}

const rowNames = stagedColumns.map(([name]) => name).join(', ');

/** Writes one chunk: rows stream into COPY as they are read, findings follow, progress closes the transaction. */
export class ChunkWriter {
  readonly #client: PoolClient;
  readonly #tables: StagedTables;
  #copy: ReturnType<typeof copyFrom> | null = null;
  #failure: Error | null = null;
  #lines: string[] = [];
  #bytes = 0;
  #findings: string[] = [];
  #cells: string[] = [];

  constructor(client: PoolClient, tables: StagedTables) {
    this.#client = client;
    this.#tables = tables;
  }

  /** Adds a row as a line of COPY text, without its line end. */
  row(line: string): void {
    this.#lines.push(line);
    this.#bytes += line.length;
  }

  finding(line: string): void {
    this.#findings.push(line);
  }

  /** Adds a row's original cells as a line of COPY text. */
  cells(line: string): void {
    this.#cells.push(line);
  }

  /** Hands what has gathered to PostgreSQL, waiting when it is slower than we are: memory stays flat. */
  async drain(): Promise<void> {
    if (this.#failure) throw this.#failure;
    if (this.#lines.length === 0) return;
    const copy = await this.#open();
    const text = `${this.#lines.join('\n')}\n`;
    this.#lines = [];
    this.#bytes = 0;
    if (!copy.write(text)) {
      await new Promise<void>((resolve, reject) => {
        const settle = () => {
          copy.off('drain', settle);
          copy.off('error', settle);
          if (this.#failure) reject(this.#failure);
          else resolve();
        };
        copy.on('drain', settle);
        copy.on('error', settle);
      });
    }
  }

  get gathered(): number {
    return this.#bytes;
  }

  async #open() {
    if (this.#copy) return this.#copy;
    await this.#client.query('begin');
    const copy = this.#client.query(copyFrom(`copy ${this.#tables.rows} (${rowNames}) from stdin`));
    copy.on('error', (error: Error) => {
      this.#failure = error;
    });
    this.#copy = copy;
    return copy;
  }

  /** Commits the chunk together with how far it came. */
  async commit(progress: Progress): Promise<void> {
    await this.drain();
    const copy = await this.#open();
    await new Promise<void>((resolve, reject) => {
      copy.once('finish', resolve);
      copy.once('error', reject);
      copy.end();
    });
    this.#copy = null;
    await this.#copyInto(this.#tables.findings, this.#findings);
    await this.#copyInto(this.#tables.cells, this.#cells);
    this.#findings = [];
    this.#cells = [];
    await this.#client.query(`insert into ${this.#tables.progress} values ($1, $2)`, [progress.chunk, progress]);
    await this.#client.query('commit');
  }

  async #copyInto(table: string, lines: string[]): Promise<void> {
    if (lines.length === 0) return;
    const stream = this.#client.query(copyFrom(`copy ${table} from stdin`));
    await pipeline(Readable.from(pieces(lines)), stream);
  }
}

/** Lines as texts of some hundred kilobytes: joined at once a chunk's lines may be longer than a string can be. */
function* pieces(lines: string[]): Generator<string> {
  const atOnce = 500;
  for (let at = 0; at < lines.length; at += atOnce) yield `${lines.slice(at, at + atOnce).join('\n')}\n`;
}
