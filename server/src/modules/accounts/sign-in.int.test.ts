import pg from 'pg';
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { transact } from '../../platform/db/index.ts';
import { csrfTokenOf, defineRoute } from '../../platform/http/index.ts';
import { switchAccount } from './actions/administer.ts';
import { findAccount } from './store/accounts.ts';
import { goodPassword, type Office, openOffice } from './test-office.ts';

const probe = defineRoute({
  method: 'GET',
  path: '/api/v1/probe',
  permission: 'batches.read',
  summary: '试',
  response: { 200: Type.Object({ kind: Type.String() }) },
  handler: ({ viewer }) => ({ kind: viewer.kind }),
});

let office: Office;
beforeAll(async () => {
  office = await openOffice([probe]);
});
afterAll(() => office.close());

const operator = { kind: 'operator', name: 'test' } as const;
const entries = async (action: string) =>
  (
    await office.database.db.pool.query('select * from platform.audit_entry where action = $1 order by entry_id', [
      action,
    ])
  ).rows;

describe('signing in', () => {
  it('opens what the post may do, under a new cookie, and is told to the log', async () => {
    const { accountId, personId } = await office.hire('clerk1', ['entry-clerk']);
    const browser = office.browser();
    expect((await browser.ask('GET', '/session')).body).toMatchObject({ state: 'anonymous', city: { code: 'jinan' } });
    const planted = browser.cookie;
    const reply = await browser.signIn(' Clerk1 ');
    expect(reply.body).toMatchObject({
      state: 'active',
      officer: { accountId, personId, post: { organisation: 'tax' }, permissions: { 'batches.read': 'own' } },
    });
    expect(browser.cookie).not.toBe(planted);
    expect((await browser.ask('GET', '/probe')).body).toEqual({ kind: 'officer' });
    const [entry] = await entries('accounts.sign-in');
    expect(entry).toMatchObject({ actor: `account:${accountId}`, person: personId, address: '127.0.0.1' });
  });

  it('keeps neither secret nor password in the store', async () => {
    await office.hire('clerk2', ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn('clerk2');
    const value = browser.cookie?.split('=')[1] ?? '';
    for (const table of ['session', 'account', 'attempt']) {
      const { rows } = await office.database.db.pool.query(`select to_jsonb(t)::text as row from accounts.${table} t`);
      const text = rows.map(({ row }) => row).join('\n');
      expect(text).not.toContain(value);
      expect(text).not.toContain(goodPassword);
    }
  });

  it('a cookie planted before is worth nothing after (fixation), and a signed-out one nothing at all', async () => {
    await office.hire('clerk3', ['entry-clerk']);
    const browser = office.browser();
    await browser.ask('GET', '/session');
    const thief = office.browser();
    thief.cookie = browser.cookie;
    await browser.signIn('clerk3');
    expect((await thief.ask('GET', '/probe')).status).toBe(401);
    thief.cookie = browser.cookie;
    expect((await thief.ask('GET', '/probe')).status).toBe(200);
    expect((await browser.ask('DELETE', '/session')).body.state).toBe('anonymous');
    expect((await thief.ask('GET', '/probe')).status).toBe(401);
  });

  it('wants the token of its own session for every write', async () => {
    await office.hire('clerk4', ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn('clerk4');
    const own = browser.token;
    for (const token of ['', csrfTokenOf('s'.repeat(44))]) {
      browser.token = token;
      const reply = await browser.ask('DELETE', '/session');
      expect([reply.status, reply.body.code]).toEqual([403, 'csrf-refused']);
    }
    browser.token = own;
    expect((await browser.ask('DELETE', '/session', undefined, { origin: 'https://evil.example' })).status).toBe(403);
    expect((await browser.ask('DELETE', '/session')).status).toBe(200);
  });

  it('is refused on plain HTTP beyond the machine itself, and says what to do', async () => {
    const browser = office.browser();
    await browser.ask('GET', '/session');
    const given = { login: 'clerk1', password: goodPassword };
    const reply = await browser.ask('POST', '/session', given, { host: '10.0.0.5:3000' });
    expect([reply.status, reply.body.code]).toEqual([403, 'insecure-connection']);
    expect(reply.body.detail).toContain('XINHENG_TRUST_PROXY');
  });
});

describe('nobody learns who has an account', () => {
  it('same answer, same work, for an unknown login and a wrong password', async () => {
    await office.hire('known', ['entry-clerk']);
    const answers: { login: string; i: number; status: number; rest: object }[] = [];
    for (const login of ['known', 'unknown']) {
      const browser = office.browser(login === 'known' ? '10.7.1.1' : '10.7.2.1');
      const before = office.compared();
      for (let i = 0; i < 6; i++) {
        const { status, body } = await browser.signIn(login, 'Wrong#pass99');
        const { requestId: _id, ...rest } = body;
        answers.push({ login, i, status, rest });
      }
      // Five are looked at, the sixth is turned away, whoever it is.
      expect(office.compared() - before).toBe(5);
    }
    const of = (login: string) =>
      answers.filter((one) => one.login === login).map(({ i, status, rest }) => ({ i, status, rest }));
    expect(of('known')).toEqual(of('unknown'));
    expect(of('known').map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  });

  it('what was typed as a login is not in the log', async () => {
    await office.browser('10.7.3.1').signIn('MySecretPassw0rd!', 'x');
    const { rows } = await office.database.db.pool.query('select to_jsonb(e)::text as row from platform.audit_entry e');
    expect(
      rows
        .map(({ row }) => row)
        .join('\n')
        .toLowerCase(),
    ).not.toContain('mysecretpassw0rd');
  });
});

describe('ends', () => {
  const signedIn = async (login: string) => {
    const hired = await office.hire(login, ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn(login);
    expect((await browser.ask('GET', '/probe')).status).toBe(200);
    return { ...hired, browser };
  };

  it('after the idle time, and not while somebody works', async () => {
    const { browser } = await signedIn('idle1');
    for (let i = 0; i < 5; i++) {
      office.wait(29);
      expect((await browser.ask('GET', '/probe')).status).toBe(200);
    }
    office.wait(31);
    expect((await browser.ask('GET', '/probe')).status).toBe(401);
  });

  it('after the absolute time, however much he works', async () => {
    const { browser } = await signedIn('absolute1');
    let minutes = 0;
    while ((await browser.ask('GET', '/probe')).status === 200 && minutes < 2000) {
      office.wait(20);
      minutes += 20;
    }
    expect(minutes).toBe(12 * 60);
  });

  it('at once when the account is disabled', async () => {
    const { browser, accountId } = await signedIn('disabled1');
    await transact(office.database.db, async (tx) => {
      const account = await findAccount(tx.client, { accountId });
      if (account) await switchAccount(office.context, tx, { viewer: operator }, { account, state: 'disabled' });
    });
    expect((await browser.ask('GET', '/probe')).status).toBe(401);
    const again = await office.browser().signIn('disabled1');
    expect([again.status, again.body.code]).toEqual([403, 'forbidden']);
  });

  it('at once when the post is another one (stale permission)', async () => {
    const { browser, postId } = await signedIn('moved1');
    const superuser = new pg.Client(office.database.url);
    await superuser.connect();
    await superuser.query(`update organisation.post_version set roles = '{auditor}' where post_id = $1`, [postId]);
    await superuser.end();
    expect((await browser.ask('GET', '/probe')).status).toBe(401);
    const reply = await browser.signIn('moved1');
    expect(reply.body).toMatchObject({ state: 'active', officer: { post: { roles: [{ code: 'auditor' }] } } });
  });
});
