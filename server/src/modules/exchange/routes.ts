/** POST /api/v1/batches and the reads of batches and receipts. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Type } from 'typebox';
import { actorOf, departmentOf, mayWriteFor, withIdempotency } from '../../platform/access/index.ts';
import type { City } from '../../platform/city/index.ts';
import type { Db } from '../../platform/db/index.ts';
import { XinhengError } from '../../platform/errors/index.ts';
import { answer, defineRoute, type Route, rawBody } from '../../platform/http/index.ts';
import { itemByCode } from '../catalogue/index.ts';
import { departmentByCode } from '../organisation/index.ts';
import type { BatchRow } from './batch.ts';
import { listBatches, readBatch } from './batches.ts';
import { auditRefusal, type ImportRequest, importFile } from './import.ts';
import { readReceipts, receiptTotals } from './receipts.ts';
import { receiptsCsv } from './receipts-csv.ts';

const count = Type.Integer({ minimum: 0 });
const parts = { read: count, accepted: count, corrected: count, quarantined: count, rejected: count, duplicate: count };

const summarySchema = Type.Object({
  batch: Type.Integer(),
  item: Type.String(),
  department: Type.String(),
  ...parts,
  sameFileAs: Type.Union([Type.Integer(), Type.Null()], { description: '同一文件先前的批次' }),
  attached: count,
  message: Type.String(),
});

const batchSchema = Type.Object({
  batch: Type.Integer(),
  item: Type.String(),
  department: Type.String(),
  edition: Type.String({ description: '所依据的信息目录版本' }),
  state: Type.String(),
  sourceName: Type.String(),
  startedAt: Type.String(),
  finishedAt: Type.Union([Type.String(), Type.Null()]),
  refusal: Type.Union([Type.String(), Type.Null()]),
  ...parts,
});

const receiptSchema = Type.Object({
  row: count,
  outcome: Type.String(),
  rule: Type.String(),
  field: Type.Union([Type.String(), Type.Null()]),
  before: Type.Union([Type.String(), Type.Null()]),
  after: Type.Union([Type.String(), Type.Null()]),
  message: Type.String(),
});

const LARGEST_UPLOAD = 8 * 1024 ** 3;

export interface ExchangeContext {
  db: Db;
  city: City;
  /** Folder for uploads under way. */
  uploads: string;
}

function shapeBatch(row: BatchRow) {
  return {
    batch: row.batch_id,
    item: row.item,
    department: row.department,
    edition: row.edition,
    state: row.state,
    sourceName: row.source_name,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    refusal: row.refusal,
    read: row.rows_read,
    accepted: row.accepted,
    corrected: row.corrected,
    quarantined: row.quarantined,
    rejected: row.rejected,
    duplicate: row.duplicate,
  };
}

/** Writes the body to a file, so that it is digested, resumed and read exactly like a file from the command line. */
async function spool(folder: string, stream: Readable): Promise<{ path: string; sha256: string }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, randomUUID());
  const hash = createHash('sha256');
  const digest = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(stream, digest, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, sha256: hash.digest('hex') };
}

/** The exchange's routes. */
export function exchangeRoutes(context: ExchangeContext): Route[] {
  return [submitRoute(context), ...readRoutes(context)];
}

function submitRoute({ db, city, uploads }: ExchangeContext): Route {
  return defineRoute({
    method: 'POST',
    path: '/api/v1/batches',
    permission: 'batches.submit',
    summary: '报送一批信息',
    description:
      '请求体为 CSV 或 NDJSON 文件(UTF-8 或 GB18030),列名用信息目录的字段名、中文名或国家双公示代码。逐行回执见 /api/v1/batches/{batch}/receipts。',
    tag: '归集',
    limits: { bodyBytes: LARGEST_UPLOAD },
    errors: [
      'item-unknown',
      'department-unknown',
      'batch-refused',
      'idempotency-mismatch',
      'idempotency-in-flight',
      'conflict',
    ],
    request: {
      query: Type.Object({
        item: Type.String({ description: '信息事项代码,如 administrative-penalty' }),
        department: Type.Optional(Type.String({ description: '提供部门代码;默认为令牌所属部门' })),
        name: Type.Optional(Type.String({ maxLength: 200, description: '文件名,显示在批次中' })),
      }),
      headers: Type.Object({
        'idempotency-key': Type.String({
          minLength: 8,
          maxLength: 200,
          description: '由报送方生成;同一键重发只生效一次',
        }),
      }),
      body: rawBody(['text/csv', 'application/x-ndjson', 'text/plain'], 'CSV 或 NDJSON 文件内容'),
    },
    response: { 201: summarySchema },
    async handler({ query, headers, body, viewer }) {
      const item = itemByCode(city.catalogue, query.item);
      const own = departmentOf(viewer) ?? item.provider;
      const department = departmentByCode(city, query.department ?? own).code;
      if (!mayWriteFor(viewer, department)) {
        throw new XinhengError('forbidden', { message: `您属于“${own}”，不能代“${department}”报送。` });
      }
      const { path, sha256 } = await spool(uploads, body.stream);
      const request: ImportRequest = {
        city,
        item: item.code,
        department,
        path,
        name: query.name ?? `${item.name}(接口报送)`,
        channel: 'api',
        actor: actorOf(viewer),
      };
      try {
        const tokenId = viewer.kind === 'client' ? viewer.tokenId : actorOf(viewer);
        const digest = createHash('sha256').update(`${item.code} ${department} ${sha256}`).digest('hex');
        const done = await withIdempotency(db, { tokenId, key: headers['idempotency-key'], digest }, async () => {
          const result = await importFile(db, request).catch(async (error: unknown) => {
            if (error instanceof XinhengError) await auditRefusal(db, request, error);
            throw error;
          });
          const { resumed: _resumed, unknownColumns, ...summary } = result;
          const unknown = unknownColumns.length > 0 ? `未识别并忽略的列:${unknownColumns.join('、')}。` : '';
          return { status: 201, body: { ...summary, message: `${describe(result)}${unknown}` } };
        });
        return answer(done.body as object, { status: done.status });
      } finally {
        await rm(path, { force: true });
      }
    },
  });
}

/** One sentence on what a batch did, for people. */
export function describe(result: {
  read: number;
  accepted: number;
  corrected: number;
  duplicate: number;
  sameFileAs: number | null;
}): string {
  if (result.sameFileAs !== null && result.accepted + result.corrected === 0) {
    return `该文件先前已由批次 ${result.sameFileAs} 导入,本次未作任何更改。`;
  }
  return `共读取 ${result.read} 行,新入库 ${result.accepted + result.corrected} 行。`;
}

const params = Type.Object({ batch: Type.Integer({ minimum: 1 }) });

function readRoutes(context: ExchangeContext): Route[] {
  return [listRoute(context), batchRoute(context), receiptsRoute(context), receiptsFileRoute(context)];
}

function listRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches',
    permission: 'batches.read',
    summary: '本部门批次列表',
    tag: '归集',
    request: {
      query: Type.Object({
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
        before: Type.Optional(Type.Integer({ minimum: 1 })),
      }),
    },
    response: { 200: Type.Object({ batches: Type.Array(batchSchema) }) },
    async handler({ query, viewer }) {
      const rows = await listBatches(db.pool, viewer, { limit: query.limit ?? 50, before: query.before });
      return { batches: rows.map(shapeBatch) };
    },
  });
}

function batchRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch',
    permission: 'batches.read',
    summary: '批次情况',
    tag: '归集',
    request: { params },
    response: {
      200: Type.Object({
        ...batchSchema.properties,
        rules: Type.Array(Type.Object({ outcome: Type.String(), rule: Type.String(), rows: count })),
      }),
    },
    async handler({ params: { batch }, viewer }) {
      const row = await readBatch(db.pool, viewer, batch);
      return { ...shapeBatch(row), rules: await receiptTotals(db.pool, batch) };
    },
  });
}

function receiptsRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/receipts',
    permission: 'batches.read',
    summary: '逐行回执',
    description: '每一条没有原样入库的行：字段、规则、原值、改后值、原因。以 next 游标翻页。',
    tag: '归集',
    request: {
      params,
      query: Type.Object({
        after: Type.Optional(Type.String({ pattern: '^\\d+-\\d+$', description: '上一页的 next' })),
        limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 5000, default: 1000 })),
      }),
    },
    response: { 200: Type.Object({ receipts: Type.Array(receiptSchema), next: Type.Optional(Type.String()) }) },
    async handler({ params: { batch }, query, viewer }) {
      await readBatch(db.pool, viewer, batch);
      return readReceipts(db.pool, batch, { after: query.after, limit: query.limit ?? 1000 });
    },
  });
}

function receiptsFileRoute({ db }: ExchangeContext): Route {
  return defineRoute({
    method: 'GET',
    path: '/api/v1/batches/:batch/receipts.csv',
    permission: 'batches.read',
    summary: '逐行回执（CSV 下载，不限行数）',
    tag: '归集',
    request: { params },
    response: { 200: { contentType: 'text/csv; charset=utf-8' } },
    async handler({ params: { batch }, viewer }) {
      await readBatch(db.pool, viewer, batch);
      return Readable.from(receiptsCsv(db.pool, batch));
    },
  });
}
