/** Heavy poison: each sample in a process of its own, with a heap that holds no more than a reader may need. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';

const program = new URL('poison/heavy.ts', import.meta.url).pathname;
const run = promisify(execFile);
/** Of the whole process, the making of the sample included. */
const most = 512;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'xinheng-heavy-'));
});
afterAll(() => rm(folder, { recursive: true }));

const samples: [sample: string, becomes: Record<string, unknown>][] = [
  ['line-of-10-gb', { rows: 3, overlong: 1 }],
  ['line-of-10-gb-arriving', { refused: expect.stringContaining('超过 64 MB 仍未结束'), after: 64 }],
  ['gzip-bomb', { refused: expect.stringContaining('解开后过大') }],
  ['gzip-bomb-in-gzip', { refused: expect.stringContaining('里还是压缩包') }],
  ['zip-bomb', { refused: expect.stringContaining('解开后过大') }],
  ['many-strings', { opened: 'xlsx', rows: 1 }],
  ['empty-cells', { opened: 'xlsx', rows: 0 }],
];

it.each(samples)(
  '%s leaves the memory flat',
  async (sample, becomes) => {
    const { stdout } = await run(process.execPath, ['--max-old-space-size=256', program, sample, folder]);
    const { megabytes, ...became } = JSON.parse(stdout) as { megabytes: number };
    expect(became).toEqual(becomes);
    expect(megabytes).toBeLessThan(most);
  },
  120_000,
);
