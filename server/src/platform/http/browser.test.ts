import { Type } from 'typebox';
import { afterEach, describe, expect, it } from 'vitest';
import type { Officer, Viewer } from '../access/index.ts';
import { silentLogger } from '../log/index.ts';
import { csrfTokenOf, isLoopbackHost, networkList, newSecret, sessionCookieLine } from './browser.ts';
import { answer, buildHttp, defineRoute, type FoundSession, type HttpOptions, openApi } from './index.ts';

const officer: Officer = {
  kind: 'officer',
  accountId: 'a1',
  personId: '1',
  name: '某人',
  sessionId: 's1',
  postId: '1',
  roles: ['entry-clerk'],
  department: 'tax',
  region: '370100',
  units: ['tax'],
  regions: ['370100'],
  regionUnits: ['tax'],
  grants: new Map([['batches.read', 'own']]),
};
const client: Viewer = { kind: 'client', tokenId: 't', department: 'tax', permissions: new Set(['batches.read']) };

const whole = newSecret('session');
const half = newSecret('session');
const anonymous = newSecret('anonymous');
const looked: string[] = [];
const sessions: Record<string, FoundSession> = {
  [whole]: { sessionId: 's1', officer },
  [half]: { sessionId: 's2', officer: null },
};

const who = Type.Object({ kind: Type.String(), address: Type.Optional(Type.String()) });
const told = ({ viewer }: { viewer: Viewer }) => ({
  kind: viewer.kind,
  ...('address' in viewer && viewer.address !== undefined && { address: viewer.address }),
});
const base = { summary: '试', response: { 200: who } } as const;
const routes = [
  defineRoute({ ...base, method: 'GET', path: '/public', permission: 'public', handler: told, cache: { maxAge: 60 } }),
  defineRoute({ ...base, method: 'GET', path: '/read', permission: 'batches.read', handler: told }),
  defineRoute({ ...base, method: 'POST', path: '/write', permission: 'batches.read', handler: told }),
  defineRoute({ ...base, method: 'POST', path: '/forbidden', permission: 'batches.submit', handler: told }),
  defineRoute({ ...base, method: 'POST', path: '/step', permission: 'session', handler: told }),
  defineRoute({
    ...base,
    method: 'POST',
    path: '/sign-in',
    permission: 'sign-in',
    handler: (call) => answer(told(call), { cookies: [sessionCookieLine(whole)] }),
  }),
];

const apps: { close(): Promise<void> }[] = [];
afterEach(async () => {
  looked.length = 0;
  for (const app of apps.splice(0)) await app.close();
});
function serve(more: Partial<HttpOptions> = {}) {
  const app = buildHttp({
    routes,
    logger: silentLogger(),
    authenticate: async (secret) => (secret === 'good' ? client : null),
    findSession: async (secret) => {
      looked.push(secret);
      return sessions[secret] ?? null;
    },
    ...more,
  });
  apps.push(app);
  return app;
}

type Ask = { cookie?: string; token?: string; headers?: Record<string, string>; remoteAddress?: string };
const ask = (method: 'GET' | 'POST', url: string, { cookie, token, headers, remoteAddress }: Ask = {}, app = serve()) =>
  app.inject({
    method,
    url,
    ...(remoteAddress !== undefined && { remoteAddress }),
    headers: {
      ...(cookie !== undefined && { cookie: `theme=dark; __Host-xinheng=${cookie}; other=1` }),
      ...(token !== undefined && { 'x-csrf-token': token }),
      ...headers,
    },
  });

describe('a session', () => {
  it('opens what its officer may, from an address that is remembered', async () => {
    const reply = await ask('GET', '/read', { cookie: whole });
    expect(reply.json()).toEqual({ kind: 'officer', address: '127.0.0.1' });
    expect(reply.headers).toMatchObject({ 'cache-control': 'private, no-store', vary: 'Authorization, Cookie' });
    expect((await ask('POST', '/forbidden', { cookie: whole, token: csrfTokenOf(whole) })).statusCode).toBe(403);
  });

  it('is nobody while half signed in, but may go on signing in', async () => {
    const refused = await ask('GET', '/read', { cookie: half });
    expect([refused.statusCode, refused.json().code]).toEqual([401, 'unauthorised']);
    expect((await ask('POST', '/step', { cookie: half, token: csrfTokenOf(half) })).json()).toEqual({ kind: 'public' });
    expect((await ask('POST', '/step', { cookie: anonymous, token: csrfTokenOf(anonymous) })).statusCode).toBe(401);
    expect((await ask('POST', '/step')).statusCode).toBe(401);
  });

  it('is not looked for on public routes, whose answers stay the same for everybody', async () => {
    const app = serve();
    const [bare, with_] = [await ask('GET', '/public', {}, app), await ask('GET', '/public', { cookie: whole }, app)];
    expect(with_.body).toBe(bare.body);
    expect(with_.headers['cache-control']).toBe('public, max-age=60');
    expect(with_.headers.vary).toBe('Authorization');
    expect(looked).toEqual([]);
  });

  it('is only looked for when the cookie can be one', async () => {
    for (const cookie of [anonymous, 'x', `${whole}x`, whole.slice(1), '']) {
      expect((await ask('GET', '/read', { cookie })).statusCode).toBe(401);
    }
    expect(looked).toEqual([]);
  });

  it('gives way to a token, right or wrong', async () => {
    const right = await ask('POST', '/write', { cookie: whole, headers: { authorization: 'Bearer good' } });
    expect(right.json().kind).toBe('client');
    const wrong = await ask('GET', '/read', { cookie: whole, headers: { authorization: 'Bearer bad' } });
    expect(wrong.statusCode).toBe(401);
    expect(looked).toEqual([]);
  });
});

describe('a forged write', () => {
  const code = async (url: string, given: Ask, app = serve()) => {
    const reply = await ask('POST', url, given, app);
    return reply.statusCode === 200 ? 200 : `${reply.statusCode} ${reply.json().code}`;
  };
  const refused = '403 csrf-refused';

  it('is refused without the token of this very session', async () => {
    expect(await code('/write', { cookie: whole, token: csrfTokenOf(whole) })).toBe(200);
    for (const token of [undefined, '', 'x', csrfTokenOf(half), csrfTokenOf(anonymous), `${csrfTokenOf(whole)}x`]) {
      expect(await code('/write', { cookie: whole, ...(token !== undefined && { token }) })).toBe(refused);
    }
    expect(await code('/sign-in', {})).toBe(refused);
    expect(await code('/sign-in', { cookie: anonymous })).toBe(refused);
    expect(await code('/sign-in', { cookie: anonymous, token: csrfTokenOf(anonymous) })).toBe(200);
  });

  it.each([
    ['another site', { origin: 'https://evil.example' }, refused],
    ['a sandboxed frame', { origin: 'null' }, refused],
    ['another port', { origin: 'http://localhost:81' }, refused],
    ['the same name without TLS', { origin: 'http://credit.example', host: 'credit.example' }, 200],
    ['a sister site', { 'sec-fetch-site': 'same-site' }, refused],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }, refused],
    ['our own page', { origin: 'http://localhost:80', 'sec-fetch-site': 'same-origin' }, 200],
  ])('from %s', async (_name, headers, expected) => {
    const given = { cookie: whole, token: csrfTokenOf(whole), headers: { host: 'localhost:80', ...headers } };
    expect(await code('/write', given)).toBe(expected);
  });

  it('is measured against the configured address, and believes a proxy only where it is told to', async () => {
    const own = { cookie: whole, token: csrfTokenOf(whole), headers: { origin: 'https://credit.example' } };
    expect(await code('/write', own, serve({ origin: 'https://credit.example' }))).toBe(200);
    const forwarded = {
      ...own,
      headers: {
        ...own.headers,
        host: 'inside:3000',
        'x-forwarded-proto': 'https',
        'x-forwarded-host': 'credit.example',
      },
    };
    expect(await code('/write', forwarded)).toBe(refused);
    expect(await code('/write', forwarded, serve({ trustProxy: ['127.0.0.1'] }))).toBe(200);
    const stranger = { ...forwarded, remoteAddress: '192.0.2.1' };
    expect(await code('/write', stranger, serve({ trustProxy: ['127.0.0.1'] }))).toBe(refused);
  });
});

describe('the cookie', () => {
  it('is whole: __Host-, Secure, HttpOnly, Strict, for the session of the browser', async () => {
    const reply = await ask('POST', '/sign-in', { cookie: anonymous, token: csrfTokenOf(anonymous) });
    expect(reply.headers['set-cookie']).toBe(`__Host-xinheng=${whole}; Path=/; HttpOnly; Secure; SameSite=Strict`);
    expect(reply.headers['cache-control']).toBe('no-store');
  });

  it.each([
    ['localhost', true],
    ['127.0.0.1', true],
    ['127.8.9.10', true],
    ['[::1]', true],
    ['demo.localhost', true],
    ['127.0.0.1.evil.example', false],
    ['localhost.example', false],
    ['10.0.0.1', false],
  ])('travels on plain HTTP to %s: %s', (host, kept) => {
    expect(isLoopbackHost(host)).toBe(kept);
  });
});

it('networks are told apart', () => {
  const inside = networkList(['10.1.0.0/16', '192.0.2.7', '2001:db8::/32']);
  expect(['10.1.255.1', '::ffff:10.1.0.1', '192.0.2.7', '2001:db8::1'].every(inside)).toBe(true);
  expect(['10.2.0.1', '192.0.2.8', '2001:db9::1'].some(inside)).toBe(false);
});

it('the document says which operations want a session', () => {
  const { paths, components } = openApi(routes, { title: '试', version: '1' });
  const ways = (path: string, method: string) => paths[path]?.[method]?.security;
  expect([ways('/public', 'get'), ways('/sign-in', 'post')]).toEqual([[], []]);
  expect(ways('/step', 'post')).toEqual([{ session: [] }]);
  expect(ways('/read', 'get')).toEqual([{ bearer: [] }, { session: [] }]);
  expect(components.securitySchemes.session).toMatchObject({ type: 'apiKey', in: 'cookie', name: '__Host-xinheng' });
  expect(paths['/write']?.post?.parameters.map(({ name }) => name)).toEqual(['x-csrf-token']);
});

it('tells the browser to come by HTTPS alone, once it has come that way', async () => {
  const forwarded = { url: '/read', headers: { 'x-forwarded-proto': 'https' } };
  const sent = async (more: Parameters<typeof serve>[0]) =>
    (await serve(more).inject(forwarded)).headers['strict-transport-security'];
  expect(await sent({})).toBeUndefined();
  expect(await sent({ trustProxy: ['127.0.0.1'] })).toBe('max-age=31536000');
});
