/** What a session is from its first step to its last: cookies, own password, posts, networks of administrators. */
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { defineRoute } from '../../platform/http/index.ts';
import { goodPassword, type Office, openOffice } from './test-office.ts';

const probe = (name: string, permission: string) =>
  defineRoute({
    method: 'GET',
    path: `/api/v1/${name}`,
    permission,
    summary: '试',
    response: { 200: Type.Object({ kind: Type.String() }) },
    handler: ({ viewer }) => ({ kind: viewer.kind }),
  });

let office: Office;
beforeAll(async () => {
  const routes = [probe('decide', 'pending.decide'), probe('audit', 'audit.read')];
  office = await openOffice(routes, ['10.1.0.0/16', '::1/128']);
});
afterAll(() => office.close());

describe('the cookie', () => {
  it('is another after every step, and each one before is worth nothing', async () => {
    await office.hire('steps', ['audit-administrator'], { oneTime: true });
    const browser = office.browser('10.1.0.5');
    const seen: (string | undefined)[] = [];
    const step = async (ask: () => Promise<{ body: { state?: string } }>, state: string) => {
      expect((await ask()).body.state).toBe(state);
      seen.push(browser.cookie);
    };
    await step(() => browser.ask('GET', '/session'), 'anonymous');
    await step(() => browser.signIn('steps'), 'change-password');
    expect((await browser.ask('GET', '/audit')).status).toBe(401);
    const next = { current: goodPassword, next: 'Quiet-harbour+82' };
    await step(() => browser.ask('POST', '/session/password', next), 'enrol-second-factor');
    expect((await browser.ask('GET', '/audit')).status).toBe(401);
    await step(() => browser.enrol(), 'active');
    expect((await browser.ask('GET', '/audit')).status).toBe(200);
    await step(() => browser.ask('DELETE', '/session'), 'anonymous');
    expect(new Set(seen).size).toBe(seen.length);
    for (const cookie of seen) {
      const thief = office.browser('10.1.0.5');
      thief.cookie = cookie;
      expect((await thief.ask('GET', '/session')).body.state).toBe('anonymous');
    }
  });

  it('over a real socket is Secure, HttpOnly, Strict, host-bound and of the browser’s session', async () => {
    await office.hire('socket', ['entry-clerk']);
    const address = await office.app.listen({ port: 0, host: '127.0.0.1' });
    const first = await fetch(`${address}/api/v1/session`);
    const cookie = first.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
    const { csrfToken } = (await first.json()) as { csrfToken: string };
    const send = (headers: Record<string, string>) =>
      fetch(`${address}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: JSON.stringify({ login: 'socket', password: goodPassword }),
      });
    expect((await send({})).status).toBe(403);
    expect((await send({ 'x-csrf-token': csrfToken, origin: 'https://evil.example' })).status).toBe(403);
    expect((await send({ 'x-csrf-token': csrfToken, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    const reply = await send({ 'x-csrf-token': csrfToken, origin: address });
    expect(reply.status).toBe(200);
    const [line = ''] = reply.headers.getSetCookie();
    expect(line).toMatch(/^__Host-xinheng=s[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    expect(reply.headers.get('cache-control')).toBe('no-store');
  });

  it('of the oldest session ends when there are too many', async () => {
    await office.hire('crowd', ['entry-clerk']);
    const browsers = Array.from({ length: office.city.signIn.session.most + 1 }, () => office.browser());
    for (const browser of browsers) {
      await browser.signIn('crowd');
      office.wait(1);
    }
    const states: unknown[] = [];
    for (const browser of browsers) states.push((await browser.ask('GET', '/session')).body.state);
    expect(states).toEqual(['anonymous', ...browsers.slice(1).map(() => 'active')]);
  });
});

describe('one’s own password', () => {
  const signedIn = async (login: string) => {
    const hired = await office.hire(login, ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn(login);
    return { ...hired, browser };
  };
  const change = (browser: Awaited<ReturnType<typeof signedIn>>['browser'], current: string, next: string) =>
    browser.ask('POST', '/session/password', { current, next });

  it.each([
    ['short', 'Ab3$efgh9'],
    ['of one kind', 'abcdefghjkmn'],
    ['common', 'Password123!'],
    ['the login', 'weakling#7Q-weakling'],
  ])('is not %s', async (_what, next) => {
    const login = 'weakling';
    if ((await office.database.db.pool.query('select from accounts.account where login = $1', [login])).rowCount === 0)
      await office.hire(login, ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn(login);
    expect((await change(browser, goodPassword, next)).body).toMatchObject({ errors: [{ field: 'next' }] });
  });

  it('is none of the last five, and ends every other session', async () => {
    const { browser } = await signedIn('history');
    const other = office.browser();
    await other.signIn('history');
    const words = [1, 2, 3, 4, 5].map((n) => `Lantern-bridge+${n}`);
    let current = goodPassword;
    for (const next of words) {
      office.wait(1);
      expect((await change(browser, current, next)).body.state).toBe('active');
      current = next;
    }
    expect((await other.ask('GET', '/session')).body.state).toBe('anonymous');
    for (const former of words) expect((await change(browser, current, former)).status).toBe(400);
    expect((await change(browser, current, goodPassword)).body.state).toBe('active');
  });

  it('is asked for when it is too old, and a wrong present one counts as a guess', async () => {
    await office.hire('old', ['entry-clerk']);
    office.wait(91 * 24 * 60);
    const browser = office.browser();
    expect((await browser.signIn('old')).body.state).toBe('change-password');
    for (let i = 0; i < 5; i++) {
      expect((await change(browser, 'Wrong#pass99', 'Lantern-bridge+1')).body).toMatchObject({
        errors: [{ field: 'current' }],
      });
    }
    expect((await change(browser, goodPassword, 'Lantern-bridge+1')).status).toBe(429);
  });

  it('set by an administrator runs out unused', async () => {
    await office.hire('late', ['entry-clerk'], { oneTime: true });
    office.wait(73 * 60);
    expect((await office.browser().signIn('late')).status).toBe(403);
  });
});

describe('posts', () => {
  it('are switched under a new cookie, and each gives what it gives and no more', async () => {
    const { personId, postId } = await office.hire('twoposts', ['entry-clerk']);
    const { postId: second } = await office.appoint(personId, 'health', ['reviewer']);
    const browser = office.browser();
    await browser.signIn('twoposts');
    const before = browser.cookie;
    expect((await browser.ask('GET', '/decide')).status).toBe(403);
    const switched = await browser.ask('POST', '/session/post', { postId: second });
    expect(switched.body).toMatchObject({ officer: { post: { postId: second, organisation: 'health' } } });
    expect(browser.cookie).not.toBe(before);
    expect((await browser.ask('GET', '/decide')).status).toBe(200);
    await browser.ask('POST', '/session/post', { postId });
    expect((await browser.ask('GET', '/decide')).status).toBe(403);
  });

  it('of somebody else cannot be taken', async () => {
    const other = await office.hire('chief', ['reviewer']);
    await office.hire('envious', ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn('envious');
    for (const postId of [other.postId, '999999', '1 or 1=1'])
      expect((await browser.ask('POST', '/session/post', { postId })).status).toBe(404);
    expect((await browser.ask('GET', '/decide')).status).toBe(403);
  });

  it('give nobody a session who holds none', async () => {
    const { postId } = await office.hire('retired', ['entry-clerk']);
    await office.ask(`update organisation.post_version set valid_from = valid_from - 1, valid_until = valid_from
      where post_id = ${postId}`);
    const reply = await office.browser().signIn('retired');
    expect([reply.status, reply.body.code]).toEqual([403, 'forbidden']);
  });
});

describe('administrators', () => {
  it('work from their networks only, which nobody learns without the password', async () => {
    await office.hire('admin', ['audit-administrator']);
    const outside = office.browser('10.2.0.1');
    expect((await outside.signIn('admin', 'Wrong#pass99')).status).toBe(401);
    expect((await outside.signIn('admin')).status).toBe(403);
    const inside = office.browser('10.1.2.3');
    await inside.signIn('admin');
    expect((await inside.enrol()).body.state).toBe('active');
    const carried = office.browser('10.2.0.1');
    carried.cookie = inside.cookie;
    expect((await carried.ask('GET', '/audit')).status).toBe(403);
    expect((await inside.ask('GET', '/audit')).status).toBe(200);
  });

  it('who are also clerks are clerks outside', async () => {
    const { personId } = await office.hire('both', ['entry-clerk']);
    const { postId } = await office.appoint(personId, 'big-data', ['audit-administrator']);
    const browser = office.browser('10.2.0.1');
    expect((await browser.signIn('both')).body.state).toBe('active');
    expect((await browser.ask('POST', '/session/post', { postId })).status).toBe(403);
    const inside = office.browser('10.1.2.3');
    await inside.signIn('both');
    expect((await inside.ask('POST', '/session/post', { postId })).body.state).toBe('enrol-second-factor');
    expect((await inside.ask('GET', '/audit')).status).toBe(401);
  });
});
