import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { createMetrics, silentLogger } from '../log/index.ts';
import { buildHttp, serviceRoutes } from './index.ts';

let database: TestDatabase;
let migrations = 0;
beforeAll(async () => {
  database = await freshDatabase();
  const { rows } = await database.db.pool.query(
    `select count(*)::int as n from xinheng.migration where name <> 'grants.sql'`,
  );
  migrations = rows[0].n;
});
afterAll(() => database.drop());

function serve(known: number) {
  const metrics = createMetrics({ processMetrics: false, pool: database.db.pool });
  const routes = serviceRoutes({ db: database.db, metrics, migrations: known });
  return buildHttp({ routes, logger: silentLogger(), db: database.db, metrics });
}

describe('the service routes', () => {
  it('say alive, ready, and how it goes', async () => {
    const app = serve(migrations);
    expect((await app.inject('/healthz')).body).toBe('ok\n');
    const ready = await app.inject('/readyz');
    expect(ready.statusCode).toBe(200);
    expect(ready.json()).toMatchObject({ ready: true, checks: [{ name: 'database' }, { name: 'migrations' }] });
    const metrics = await app.inject('/metrics');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect(metrics.body).toContain('xinheng_db_connections{state="total"}');
    await app.close();
  });

  it('are not ready before the last migration, and only degraded by a failing consumer, whose error stays inside', async () => {
    expect((await serve(migrations + 1).inject('/readyz')).statusCode).toBe(503);
    await database.db.pool.query(
      `insert into platform.consumer (name, failed_at, failure) values ('rating', now(), 'Error: 张三')`,
    );
    const reply = await serve(migrations).inject('/readyz');
    expect(reply.statusCode).toBe(200);
    expect(reply.json().checks.at(-1)).toMatchObject({ name: 'consumer:rating', state: 'degraded' });
    expect(reply.body).not.toContain('张三');
    expect((await serve(migrations).inject('/metrics')).body).toContain(
      'xinheng_outbox_events_behind{consumer="rating"} 0',
    );
  });
});
