/** Requests as somebody with bad intent edits them: more fields than declared, other people's names, odd methods. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Viewer } from '../../src/platform/access/index.ts';
import { loadCity } from '../../src/platform/city/index.ts';
import { isRawBody } from '../../src/platform/http/route.ts';
import { guarded, nameOf, openProgram, type Program } from './program.ts';
import { officerWithAll, offices } from './two-offices.ts';

const city = loadCity('jinan');
const viewers = new Map<string, Viewer>([['officer', officerWithAll(city, offices.here)]]);
let program: Program;

beforeAll(async () => {
  program = await openProgram(viewers);
});
afterAll(() => program.close());

const headers = { authorization: 'Bearer officer', 'x-purpose': 'case-handling', 'idempotency-key': 'edited-requests' };
/** Parameters that are not numbers: a value of the right form, so that the body is what is judged. */
const formOf: Readonly<Record<string, string>> = {
  code: '91370102MA3ABSENT0',
  recordKey: '00000000-0000-4000-8000-000000000000',
  draftId: '00000000-0000-4000-8000-000000000000',
  differenceId: '00000000-0000-4000-8000-000000000000',
  key: '999999-1',
};
const placeOf = (path: string) =>
  path.replace('*', 'nothing').replaceAll(/:(\w+)/g, (_all, name: string) => formOf[name] ?? '1');

/** What people add to a body in the hope that it is taken over. */
const smuggled = [
  'account',
  'accountId',
  'department',
  'roles',
  'permissions',
  'createdBy',
  'state',
  '__proto__',
  'constructor',
];

describe('a field that is not declared', () => {
  it('is refused by every route that takes a body', async () => {
    const routes = program.routes.filter(
      ({ request: { body }, permission }) => body !== undefined && !isRawBody(body) && permission !== 'sign-in',
    );
    expect(routes.length).toBeGreaterThan(3);
    const wrong: string[] = [];
    for (const route of routes) {
      const declared = (route.request.body as { properties?: object }).properties ?? {};
      for (const field of smuggled.filter((name) => !Object.hasOwn(declared, name))) {
        const reply = await program.http.inject({
          method: route.method,
          url: placeOf(route.path),
          headers: { ...headers, 'content-type': 'application/json' },
          payload: `{"${field}": "security-administrator"}`,
        });
        const told = reply.body.includes(`${field}是未知的字段`) || reply.body.includes('请求体不是有效的 JSON');
        if (reply.statusCode !== 401 && !(reply.statusCode === 400 && told))
          wrong.push(`${nameOf(route)} ${field}: ${reply.statusCode} ${reply.body.slice(0, 200)}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('an address written another way', () => {
  it.each(['TRACE', 'CONNECT', 'PROPFIND'])('%s is answered by nothing', async (method) => {
    const reply = await program.http
      .inject({ method: method as 'GET', url: '/api/v1/batches', headers })
      .catch(() => null);
    expect(reply === null || reply.statusCode >= 400).toBe(true);
  });

  it('does not pass the door by case, doubled slashes, dots or encodings', async () => {
    const guardedPath = '/api/v1/batches';
    for (const url of [
      '/API/v1/batches',
      '//api/v1/batches',
      '/api//v1/batches',
      '/api/v1/./batches',
      '/api/v1/x/../batches',
      '/api/v1/batches/',
      '/api/v1/batches%2f',
      '/api/v1/%62atches',
      '/api/v1/batches;x=1',
    ]) {
      const reply = await program.http.inject({ url });
      expect([url, [401, 404].includes(reply.statusCode) || reply.statusCode === 400]).toEqual([url, true]);
    }
    expect((await program.http.inject({ url: guardedPath })).statusCode).toBe(401);
  });
});

describe('every answer', () => {
  it('carries what protects the reader, and says what it is', async () => {
    const wrong: string[] = [];
    for (const route of program.routes.filter(({ method }) => method === 'GET')) {
      for (const who of [{}, headers]) {
        const {
          headers: got,
          body,
          statusCode,
        } = await program.http.inject({ url: placeOf(route.path), headers: who });
        const type = String(got['content-type'] ?? '');
        const kept = guarded([route]).length > 0 ? /no-store/ : /./;
        const right =
          /default-src 'none'/.test(String(got['content-security-policy'])) &&
          /base-uri 'none'.*frame-ancestors 'none'/.test(String(got['content-security-policy'])) &&
          !/unsafe-|\*/.test(String(got['content-security-policy'])) &&
          got['x-content-type-options'] === 'nosniff' &&
          got['referrer-policy'] !== undefined &&
          got['access-control-allow-origin'] === undefined &&
          got['x-powered-by'] === undefined &&
          kept.test(String(got['cache-control'])) &&
          (body === '' ||
            (/^(text|application\/(json|problem\+json))/.test(type) ? /charset=utf-8/i.test(type) : type !== ''));
        if (!right) wrong.push(`${nameOf(route)} ${statusCode} ${type} ${got['cache-control']}`);
      }
    }
    expect(wrong).toEqual([]);
  });
});

describe('a read', () => {
  /** Rows of every table, beside the log of looks and its seals. */
  const rows = async () => {
    const { rows: tables } = await program.database.db.pool.query<{ name: string }>(
      `select c.oid::regclass::text as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
        where c.relkind in ('r', 'p') and n.nspname not like 'pg%' and n.nspname <> 'information_schema'
          and c.oid::regclass::text not like 'platform.audit_%' order by 1`,
    );
    expect(tables.length).toBeGreaterThan(30);
    const sides = tables.map(
      ({ name }) =>
        `select '${name}' as name, count(*), md5(coalesce(string_agg(t::text, '' order by t::text), '')) as side from ${name} t`,
    );
    return (
      await program.database.db.pool.query(`select * from (${sides.join(' union all ')}) as all_tables order by name`)
    ).rows;
  };

  it('changes nothing but the log of looks', async () => {
    const before = await rows();
    for (const route of program.routes.filter(({ method }) => method === 'GET'))
      await program.http.inject({ url: placeOf(route.path), headers });
    expect(await rows()).toEqual(before);
  });

  it('serves no file that is not its own', async () => {
    for (const url of [
      '/.git/config',
      '/.git/HEAD',
      '/package.json',
      '/.data/postgres/PG_VERSION',
      '/server/src/main.ts',
      '/workbench/assets/..%2f..%2fpackage.json',
      '/workbench/assets/%2e%2e/package.json',
      '/assets/../package.json',
      '/..%2f..%2fetc/passwd',
    ]) {
      const reply = await program.http.inject({ url });
      // Below /workbench every address is the workbench's own page.
      const page = reply.statusCode === 404 || String(reply.headers['content-type']).startsWith('text/html');
      expect([url, page, /"name": "xinheng"|\[core\]|root:/.test(reply.body)]).toEqual([url, true, false]);
    }
  });
});

it('signing out empties the browser', async () => {
  const anonymous = await program.signIn.inject({ url: '/api/v1/session', headers: { host: 'localhost' } });
  const cookie = String(anonymous.headers['set-cookie']).split(';')[0] ?? '';
  const reply = await program.signIn.inject({
    method: 'DELETE',
    url: '/api/v1/session',
    headers: { host: 'localhost', cookie, 'x-csrf-token': anonymous.json().csrfToken },
  });
  expect([reply.statusCode, reply.headers['clear-site-data']]).toEqual([200, '"cache", "storage"']);
  expect(String(reply.headers['set-cookie'])).not.toContain(cookie);
});
