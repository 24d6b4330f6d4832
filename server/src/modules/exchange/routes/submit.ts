/** POST /api/v1/batches: a small file is taken while the caller waits, a large one in the background. */
import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BatchNotes } from '@xinheng/contracts/exchange.ts';
import { Type } from 'typebox';
import { actorOf, departmentOf, mayWriteFor, type Viewer, withIdempotency } from '../../../platform/access/index.ts';
import { type Db, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { answer, defineRoute, type Route, rawBody } from '../../../platform/http/index.ts';
import { itemByCode } from '../../catalogue/index.ts';
import { departmentOfStore } from '../../organisation/index.ts';
import { insertBatch } from '../batch.ts';
import { auditRefusal, type ImportRequest, importFile } from '../import.ts';
import { advanceBatch } from '../jobs.ts';
import { queuePackage } from '../package.ts';
import { LineGuard } from '../reader/line-guard.ts';
import { tryFile } from '../trial.ts';
import { doerOf } from '../who.ts';
import type { ExchangeContext } from './index.ts';
import { queuedSchema, resultSchema } from './schemas.ts';

const LARGEST_UPLOAD = 8 * 1024 ** 3;
/** A larger file is not worked on inside the request: no proxy waits that long. */
const BACKGROUND_BYTES = 16 * 1024 ** 2;

export const uploadTypes = [
  'text/csv',
  'application/x-ndjson',
  'text/plain',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/zip',
  'application/gzip',
  'application/octet-stream',
];

interface Spooled {
  path: string;
  upload: string;
  sha256: string;
  bytes: number;
}

/** Writes the body to a file, so that it is digested, resumed and read exactly like a file from the command line. */
async function spool(folder: string, stream: Readable, name: string): Promise<Spooled> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const upload = randomUUID();
  const path = join(folder, upload);
  const hash = createHash('sha256');
  const guard = new LineGuard(name);
  let bytes = 0;
  const digest = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      try {
        guard.see(chunk);
      } catch (error) {
        done(error as Error);
        return;
      }
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(stream, digest, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { path, upload, sha256: hash.digest('hex'), bytes };
}

const query = Type.Object({
  item: Type.String({ description: '信息事项代码,如 administrative-penalty' }),
  department: Type.Optional(Type.String({ description: '提供部门代码;默认为报送人所属部门' })),
  name: Type.Optional(Type.String({ maxLength: 200, description: '文件名,显示在批次中' })),
  trial: Type.Optional(Type.Boolean({ description: '试导入：只检查、比对，不入库；确认后另行提交' })),
  sheet: Type.Optional(
    Type.String({ maxLength: 100, description: 'Excel 工作表名称；默认为第一张有本事项表头的工作表' }),
  ),
});

export function submitRoute(context: ExchangeContext): Route {
  const { db, city, uploads } = context;
  return defineRoute({
    method: 'POST',
    path: '/api/v1/batches',
    permission: 'batches.submit',
    summary: '报送一批信息',
    description: `请求体为 CSV、NDJSON（UTF-8 或 GB18030）或 Excel 工作簿（.xlsx）文件，也可以是单个此类文件的 gzip，或含一个至一百个此类文件的 ZIP（同属一个事项，每个文件各成一个批次，在后台处理，tables 列出各批次）。列名用信息目录的字段名、中文名或国家双公示代码。不超过 ${BACKGROUND_BYTES / 1024 ** 2} MB 的文件当即处理，答复 201；更大的在后台处理，答复 202，进度见 /api/v1/batches/{batch}/progress。逐行回执见 /api/v1/batches/{batch}/receipts。`,
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
      query,
      headers: Type.Object({
        'idempotency-key': Type.String({
          minLength: 8,
          maxLength: 200,
          description: '由报送方生成;同一键重发只生效一次',
        }),
      }),
      body: rawBody(uploadTypes, 'CSV、NDJSON 或 Excel 文件内容'),
    },
    response: { 201: resultSchema, 202: queuedSchema },
    async handler({ query: { item: code, trial = false, name, sheet, ...asked }, headers, body, viewer }) {
      const item = itemByCode(city.catalogue, code);
      const own = departmentOf(viewer) ?? item.provider;
      const department = (await departmentOfStore(db.pool, city, asked.department ?? own)).code;
      if (!mayWriteFor(viewer, department)) {
        throw new XinhengError('forbidden', { message: `您属于“${own}”，不能代“${department}”报送。` });
      }
      const shown = name ?? `${item.name}(接口报送)`;
      const spooled = await spool(uploads, body.stream, shown);
      const request: ImportRequest = {
        ...{ city, item: item.code, department, path: spooled.path, sheet, trial },
        name: shown,
        channel: viewer.kind === 'officer' ? 'workbench' : 'api',
        actor: actorOf(viewer),
        doer: doerOf(viewer),
        // Of a trial the file is kept: its commit may have to read it again.
        ...(trial && { upload: spooled.upload }),
      };
      let kept = false;
      try {
        const told = `${item.code} ${department} ${spooled.sha256}${trial ? ' trial' : ''}${sheet ? ` ${sheet}` : ''}`;
        const digest = createHash('sha256').update(told).digest('hex');
        const claim = { tokenId: claimantOf(viewer), key: headers['idempotency-key'], digest };
        const done = await withIdempotency(db, claim, async () => {
          const taken = await take(context, request, spooled);
          kept = taken.kept;
          return taken;
        });
        return answer(done.body as object, { status: done.status });
      } finally {
        if (!kept) await rm(spooled.path, { force: true });
      }
    },
  });
}

/** Whose idempotency keys they are. */
export function claimantOf(viewer: Viewer): string {
  return viewer.kind === 'client' ? viewer.tokenId : actorOf(viewer);
}

async function take(context: ExchangeContext, request: ImportRequest, spooled: Spooled) {
  const { db } = context;
  const { enqueue } = context;
  const refused = async (error: unknown): Promise<never> => {
    if (error instanceof XinhengError) await auditRefusal(db, request, error);
    throw error;
  };
  const packed = await takeAll(context, request).catch(refused);
  if (packed !== null) return packed;
  if (enqueue && spooled.bytes > (context.backgroundBytes ?? BACKGROUND_BYTES))
    return { status: 202, body: await queue(db, enqueue, request, spooled), kept: true };
  if (request.trial) {
    const { notes, resumed, ...summary } = await tryFile(db, request).catch(refused);
    const message = `${describeTrial(summary)}${describeNotes(notes)}`;
    // A trial taken up again has the file of its first upload.
    return { status: 201, body: { ...summary, state: 'trial', attached: 0, message }, kept: !resumed };
  }
  const result = await importFile(db, request).catch(refused);
  const message = `${describe(result)}${describeNotes(result.notes)}`;
  return { status: 201, body: { ...result, state: 'finished', message }, kept: false };
}

/** A package: each of its tables goes its own way in the background. */
async function takeAll(context: ExchangeContext, request: ImportRequest) {
  const { db, city, uploads, enqueue } = context;
  const tables = await queuePackage(db, request, uploads, enqueue ?? (async () => {}));
  if (tables === null) return null;
  if (enqueue === undefined) for (const { batch } of tables) await advanceBatch(db, { city, uploads }, batch);
  const message = `压缩包已收到，其中的 ${tables.length} 个文件各成一个批次，正在后台处理。`;
  return { status: 202, body: { batch: tables[0]?.batch, state: 'waiting', message, tables }, kept: false };
}

async function queue(
  db: Db,
  enqueue: NonNullable<ExchangeContext['enqueue']>,
  request: ImportRequest,
  spooled: Spooled,
) {
  const item = itemByCode(request.city.catalogue, request.item);
  const { channel, actor, doer, sheet, trial, name } = request;
  const batch = await transact(db, async (tx) => {
    const batchId = await insertBatch(tx.client, {
      ...{ item, department: request.department ?? item.provider, edition: request.city.catalogue.edition },
      ...{ channel, actor, submittedBy: doer, sheet, trial, upload: spooled.upload, state: 'waiting' },
      source: { name, sha256: spooled.sha256, bytes: spooled.bytes, format: 'unread' },
    });
    await enqueue(tx, batchId);
    return batchId;
  });
  const message = `文件已收到，正在后台处理（批次 ${batch}）。`;
  return { batch, state: 'waiting', message };
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

/** One sentence on what a trial would do. */
export function describeTrial(result: { read: number; accepted: number; corrected: number; rejected: number }): string {
  return `试导入共读取 ${result.read} 行，可入库 ${result.accepted + result.corrected} 行，退回 ${result.rejected} 行；尚未入库。`;
}

/** What was not read, or read although it cannot be seen. */
export function describeNotes(notes: BatchNotes): string {
  const { unknownColumns = [], hiddenRows = 0, strayCells = 0, otherSheets = [] } = notes;
  return [
    unknownColumns.length > 0 ? `未识别并忽略的列:${unknownColumns.join('、')}。` : '',
    hiddenRows > 0 ? `其中 ${hiddenRows} 行在工作表中被隐藏，已一并读取。` : '',
    strayCells > 0 ? `表头之外另有 ${strayCells} 个单元格有内容，未读取。` : '',
    otherSheets.length > 0 ? `另有工作表“${otherSheets.join('”“')}”未读取。` : '',
  ].join('');
}
