import { Type } from 'typebox';
import { answers, type Db } from '../db/index.ts';
import { consumerStatus } from '../events/index.ts';
import type { Metrics } from '../log/index.ts';
import { answer } from './answer.ts';
import { defineRoute, type Route } from './route.ts';

export type ServiceOptions = {
  db: Db;
  metrics: Metrics;
  /** How many migrations this program knows: `migrate(...).total`. */
  migrations: number;
  /** Failing in-process followers, by name: `events.followerFailures()`. */
  followerFailures?: () => ReadonlyMap<string, string>;
};

const stateSchema = Type.Union([Type.Literal('ok'), Type.Literal('degraded'), Type.Literal('failed')]);
const checkSchema = Type.Object({ name: Type.String(), state: stateSchema, detail: Type.String() });
const readySchema = Type.Object(
  { ready: Type.Boolean(), checks: Type.Array(checkSchema) },
  { description: '就绪状态:failed 表示不能服务,degraded 表示可以服务但有后台处理落后' },
);

type Check = { name: string; state: 'ok' | 'degraded' | 'failed'; detail: string };

/**
 * What operators and load balancers ask: `/healthz` (the process answers), `/readyz` (database, migrations, event
 * consumers), `/metrics` (Prometheus text). Public and without personal data; a proxy may keep them inside.
 */
export function serviceRoutes(options: ServiceOptions): Route[] {
  return [health, readiness(options), measurements(options)];
}

const health = defineRoute({
  method: 'GET',
  path: '/healthz',
  permission: 'public',
  summary: '存活检查',
  tag: '运行状态',
  response: { 200: { contentType: 'text/plain; charset=utf-8', description: '进程正在运行' } },
  handler: () => 'ok\n',
});

function readiness(options: ServiceOptions): Route {
  return defineRoute({
    method: 'GET',
    path: '/readyz',
    permission: 'public',
    summary: '就绪检查',
    tag: '运行状态',
    response: { 200: readySchema, 503: readySchema },
    async handler() {
      const checks = await checksOf(options);
      const ready = checks.every(({ state }) => state !== 'failed');
      return answer({ ready, checks }, ready ? {} : { status: 503, headers: { 'retry-after': '5' } });
    },
  });
}

async function checksOf(options: ServiceOptions): Promise<Check[]> {
  if (!(await answers(options.db))) return [{ name: 'database', state: 'failed', detail: '数据库没有应答' }];
  const { rows } = await options.db.pool.query<{ applied: number }>(
    `select count(*)::int as applied from xinheng.migration where name <> 'grants.sql'`,
  );
  const applied = rows[0]?.applied ?? 0;
  const migrations: Check =
    applied === options.migrations
      ? { name: 'migrations', state: 'ok', detail: `${applied} 个` }
      : { name: 'migrations', state: 'failed', detail: `已执行 ${applied} 个,程序需要 ${options.migrations} 个` };
  // A consumer that fails holds back consequences, not the pages: the server stays in service and says so. What it
  // failed at is in the log only, since this page is public.
  const consumers = (await consumerStatus(options.db.pool)).map<Check>(({ name, failedAt, behind, lagSeconds }) => ({
    name: `consumer:${name}`,
    state: failedAt === null ? 'ok' : 'degraded',
    detail:
      failedAt === null
        ? `待处理 ${behind} 条`
        : `自 ${failedAt} 起失败,落后 ${Math.round(lagSeconds)} 秒,待处理 ${behind} 条`,
  }));
  const followers = [...(options.followerFailures?.() ?? new Map()).keys()].map<Check>((name) => ({
    name: `follower:${name}`,
    state: 'degraded',
    detail: '更新失败,正在重试',
  }));
  return [{ name: 'database', state: 'ok', detail: '正常' }, migrations, ...consumers, ...followers];
}

function measurements({ db, metrics }: ServiceOptions): Route {
  return defineRoute({
    method: 'GET',
    path: '/metrics',
    permission: 'public',
    summary: '运行指标(Prometheus)',
    tag: '运行状态',
    response: { 200: { contentType: metrics.registry.contentType, description: 'Prometheus 文本格式' } },
    async handler({ log }) {
      try {
        for (const { name, lagSeconds, behind } of await consumerStatus(db.pool)) {
          metrics.outboxLag.set({ consumer: name }, lagSeconds);
          metrics.outboxBehind.set({ consumer: name }, behind);
        }
      } catch (error) {
        // Without the database the process's own figures are the more wanted.
        log.warn({ err: error }, 'metrics without outbox figures');
      }
      return metrics.registry.metrics();
    },
  });
}
