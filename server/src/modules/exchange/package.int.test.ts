/** Packed files: one table or several, by every way in that takes a file. */
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { around, gbk, header, ndjson, row } from '../../../test/bad-input/rows.ts';
import { book, type Part, zip } from '../../../test/bad-input/zip.ts';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { createToken } from '../../platform/access/index.ts';
import { loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { buildHttp } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { exchangeRoutes, importFile, type Taken, takePackage } from './index.ts';

const city = loadCity('jinan');
let database: TestDatabase;
let folder: string;
let app: ReturnType<typeof buildHttp>;
let address: string;
let token: string;
let files = 0;

beforeAll(async () => {
  database = await freshDatabase();
  folder = await mkdtemp(join(tmpdir(), 'xinheng-package-'));
  const { db } = database;
  token = await transact(db, async (tx) => {
    const permissions = ['batches.submit', 'batches.read'] as const;
    return (await createToken(tx, { department: 'market-regulation', label: 'test', permissions, createdBy: 'test' }))
      .secret;
  });
  app = buildHttp({ routes: exchangeRoutes({ db, city, uploads: folder }), logger: silentLogger(), db });
  address = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(async () => {
  await app.close();
  await database.drop();
  await rm(folder, { recursive: true });
});

async function requestOf(content: Buffer, name: string) {
  const path = join(folder, `file-${++files}`);
  await writeFile(path, content);
  return { city, item: 'enterprise-registration', path, name, channel: 'cli' as const, actor: 'test' };
}

async function take(parts: Part[]): Promise<Taken<{ batch: number; read: number; accepted: number }>[] | null> {
  return takePackage(database.db, await requestOf(zip(parts), '报送.zip'), importFile);
}

const workbook = () => book({ sheets: [{ rows: [header.split(','), row().split(',')] }] });

describe('a package', () => {
  it('makes a batch of each of its tables, whatever their kind, and of nothing else', async () => {
    const taken = await take([
      { name: '__MACOSX/._甲.csv', data: 'x' },
      { name: '区县/', data: '' },
      { name: gbk('区县/历下.csv'), data: gbk(around(row())) },
      { name: '区县\\市中.ndjson', data: ndjson() },
      { name: '区县/~$天桥.xlsx', data: 'x' },
      { name: '区县/天桥.xlsx', data: workbook() },
      { name: '说明.pdf', data: '%PDF-1.7\n' },
    ]);
    expect(taken?.map((one) => [one.name, 'result' in one ? one.result.accepted : one.refusal])).toEqual([
      ['报送.zip/区县/历下.csv', 3],
      ['报送.zip/区县/市中.ndjson', 2],
      ['报送.zip/区县/天桥.xlsx', 1],
      ['报送.zip/说明.pdf', expect.stringContaining('PDF')],
    ]);
    const { rows } = await database.db.pool.query(
      `select source_name, state, refusal from exchange.batch where batch_id = any($1) order by batch_id`,
      [taken?.map(({ batch }) => batch)],
    );
    expect(rows.map(({ state }) => state)).toEqual(['finished', 'finished', 'finished', 'refused']);
    expect(rows[3]).toMatchObject({ source_name: '报送.zip/说明.pdf', refusal: expect.stringContaining('PDF') });
  });

  it('changes nothing when it is sent twice', async () => {
    const parts = [
      { name: '甲.csv', data: around() },
      { name: '乙.csv', data: around() },
    ];
    await take(parts);
    const again = await take(parts);
    expect(again?.map((one) => 'result' in one && one.result)).toMatchObject([
      { read: 2, accepted: 0, duplicate: 2 },
      { read: 2, accepted: 0, duplicate: 2 },
    ]);
  });

  it('is no package with one table in it, nor as a workbook', async () => {
    expect(await take([{ name: '甲.csv', data: around() }])).toBeNull();
    expect(await takePackage(database.db, await requestOf(workbook(), '甲.xlsx'), importFile)).toBeNull();
  });

  it('does not unpack packages within it', async () => {
    const inner = zip([{ name: '甲.csv', data: around() }]);
    const taken = await take([
      { name: '甲.zip', data: inner },
      { name: '乙.csv.gz', data: gzipSync(around()) },
      { name: '丙.csv', data: around() },
    ]);
    expect(taken?.map((one) => ('refusal' in one ? one.refusal : one.result.accepted))).toEqual([
      expect.stringContaining('里还是压缩包'),
      expect.stringContaining('里还是压缩包'),
      2,
    ]);
  });

  it('refuses one spoilt table, not the others', async () => {
    const taken = await take([
      { name: '甲.csv', data: around(), sum: 1 },
      { name: '乙.csv', data: around() },
    ]);
    expect(taken?.map((one) => ('refusal' in one ? one.refusal : one.result.accepted))).toEqual([
      '“报送.zip”已损坏，解开后的校验和不符。请重新保存或重新上传。',
      2,
    ]);
  });

  it.each<[string, Part[], RegExp]>([
    ['a path out of it', [{ name: '../../etc/甲.csv', data: around() }], /指向别处的文件名“..\/..\/etc\/甲.csv”/],
    ['an absolute path', [{ name: '/etc/甲.csv', data: around() }], /指向别处/],
    ['a drive', [{ name: 'C:\\甲.csv', data: around() }], /指向别处/],
    ['a path out of it, of Windows', [{ name: '甲\\..\\..\\乙.csv', data: around() }], /指向别处/],
    ['a password', [{ name: '甲.csv', data: around(), encrypted: true }], /设有密码/],
    ['an unknown method', [{ name: '甲.csv', data: around(), method: 99 }], /压缩方式不受支持/],
    ['one name twice', [1, 2].map(() => ({ name: '甲.csv', data: around() })), /重名的部件“甲.csv”/],
    ['too many files', Array.from({ length: 101 }, (_, at) => ({ name: `${at}.csv`, data: 'x' })), /最多 100 个/],
    ['more than it claims', [{ name: '甲.csv', data: around(), claimed: 10 }], /大小与目录中声明的不符/],
    [
      'a bomb by its claims',
      [
        { name: '甲.csv', data: around(), claimed: 4_294_000_000 },
        ...[1, 2].map((at) => ({ name: `${at}`, data: 'x' })),
      ],
      /解开后过大/,
    ],
  ])('with %s is refused whole', async (_title, parts, message) => {
    const asked = await requestOf(zip(parts), '报送.zip');
    const taking = async () =>
      (await takePackage(database.db, asked, importFile)) ?? (await importFile(database.db, asked));
    await expect(taking()).rejects.toMatchObject({ code: 'batch-refused', message: expect.stringMatching(message) });
  });

  it('leaves nothing unpacked behind', async () => {
    const left = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('xinheng-unpacked-')).length;
    const before = await left();
    await take([
      { name: '甲.csv', data: around() },
      { name: '乙.txt', data: '<html>' },
    ]);
    await importFile(database.db, await requestOf(zip([{ name: '甲.csv', data: around() }]), '甲.zip'));
    expect(await left()).toBeLessThanOrEqual(before);
  });
});

describe('gzip', () => {
  it('is read as the file under it', async () => {
    const plain = gbk(around(row()));
    const result = await importFile(database.db, await requestOf(gzipSync(plain), '甲.csv.gz'));
    expect(result).toMatchObject({ read: 3, accepted: 3 });
    const sheet = await importFile(database.db, await requestOf(gzipSync(workbook()), '甲.xlsx.gz'));
    expect(sheet).toMatchObject({ read: 1, accepted: 1 });
  });

  it.each<[string, () => Buffer, RegExp]>([
    ['cut off', () => gzipSync(around(row())).subarray(0, 60), /文件不完整/],
    ['spoilt', () => gzipSync(around(row())).fill(0x55, 20, 60), /压缩数据有误/],
    ['twice', () => gzipSync(gzipSync(around())), /里还是压缩包/],
    [
      'a tar file',
      () => gzipSync(Buffer.concat([Buffer.alloc(257, 'a'), Buffer.from('ustar\0'), Buffer.alloc(500)])),
      /tar 包/,
    ],
  ])('%s is refused', async (_title, content, message) => {
    await expect(importFile(database.db, await requestOf(content(), '甲.csv.gz'))).rejects.toMatchObject({
      code: 'batch-refused',
      message: expect.stringMatching(message),
    });
  });
});

describe('POST /api/v1/batches with a package', () => {
  async function submit(content: Buffer<ArrayBuffer>, query = '') {
    const response = await fetch(`${address}/api/v1/batches?item=enterprise-registration&name=包.zip${query}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        'content-type': 'application/zip',
        'idempotency-key': `package-${++files}`,
      },
      body: content,
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
  const states = async (batches: unknown) => {
    const ids = (batches as { batch: number }[]).map(({ batch }) => batch);
    const { rows } = await database.db.pool.query<{ state: string }>(
      'select state from exchange.batch where batch_id = any($1) order by batch_id',
      [ids],
    );
    return rows.map(({ state }) => state);
  };

  it('answers with the batch of each table', async () => {
    const content = zip([
      { name: gbk('历下.csv'), data: around() },
      { name: '说明.png', data: Buffer.from('89504e470d0a1a0a', 'hex') },
    ]);
    const { status, body } = await submit(content);
    expect(status).toBe(202);
    expect(body).toMatchObject({ tables: [{ name: '包.zip/历下.csv' }, { name: '包.zip/说明.png' }] });
    expect(await states(body.tables)).toEqual(['finished', 'refused']);
  });

  it('tries each table', async () => {
    const { body } = await submit(
      zip([
        { name: '甲.csv', data: around() },
        { name: '乙.csv', data: around() },
      ]),
      '&trial=true',
    );
    expect(await states(body.tables)).toEqual(['trial', 'trial']);
  });

  it('refuses a hostile one as a whole', async () => {
    const { status, body } = await submit(zip([{ name: '../甲.csv', data: around() }]));
    expect(status).toBe(422);
    expect(body.detail).toMatch(/指向别处的文件名/);
  });

  it('stops taking a file whose line never ends, long before its last gigabyte', async () => {
    const megabyte = Buffer.alloc(1 << 20, 'x');
    let sent = 0;
    const answer = await new Promise<string>((resolve, reject) => {
      const url = new URL(`${address}/api/v1/batches?item=enterprise-registration`);
      const headers = {
        authorization: `Bearer ${token}`,
        'content-type': 'text/csv',
        'idempotency-key': `package-${++files}`,
      };
      const sending = request(url, { method: 'POST', headers }, (response) => {
        response.toArray().then((parts) => {
          sending.destroy();
          resolve(`${response.statusCode} ${Buffer.concat(parts)}`);
        }, reject);
      });
      sending.on('error', reject);
      const send = () => {
        while (sent < 10_000 && !sending.destroyed) {
          sent++;
          if (!sending.write(megabyte)) return;
        }
      };
      sending.on('drain', send);
      send();
    });
    expect(answer).toMatch(/^422 .*超过 64 MB 仍未结束/s);
    expect(sent).toBeLessThan(1000);
  });
});
