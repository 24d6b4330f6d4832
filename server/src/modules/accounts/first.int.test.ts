/** Before anybody has an account: the one-time link, the demonstration's officers, and what only the console does. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Vault } from '../../platform/access/index.ts';
import { loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { appoint, createPerson } from '../organisation/index.ts';
import { openAtConsole, resetAtConsole } from './actions/console.ts';
import { createFirstAdministrator, hireDemonstration, offerFirstLink } from './actions/first.ts';
import { renewKey } from './index.ts';
import { goodPassword, type Office, openOffice } from './test-office.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const origin = { address: '127.0.0.1', userAgent: 'test' };
let office: Office;
beforeAll(async () => {
  office = await openOffice();
});
afterAll(() => office.close());

const given = (token: string, more: object = {}) => ({
  token,
  login: 'Zhang.Wei',
  name: '张伟',
  password: goodPassword,
  ...more,
});
const setUp = async (token: string, more: object = {}) => {
  const browser = office.browser();
  await browser.ask('GET', '/session');
  return { browser, reply: await browser.ask('POST', '/setup/administrator', given(token, more)) };
};
const linkNow = async () => {
  const link = await offerFirstLink(office.context);
  if (link === null) throw new Error('no link');
  return link.token;
};

describe('the one-time link', () => {
  it('is kept as a hash, and a newer one makes it worthless', async () => {
    const first = await linkNow();
    const second = await linkNow();
    const { rows } = await office.database.db.pool.query('select token_hash::text as hash from accounts.setup_link');
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(second);
    expect((await setUp(first)).reply.body.code).toBe('sign-in-failed');
    expect((await setUp('x'.repeat(43))).reply.body.code).toBe('sign-in-failed');
  });

  it('is not used up by a mistake in the fields, and runs out', async () => {
    const token = await linkNow();
    const weak = await setUp(token, { password: 'zhangwei1' });
    expect([weak.reply.status, weak.reply.body.errors]).toEqual([
      400,
      [expect.objectContaining({ field: 'password' })],
    ]);
    expect((await setUp(token, { name: ' ' })).reply.status).toBe(400);
    office.wait(25 * 60);
    expect((await setUp(token)).reply.body.code).toBe('sign-in-failed');
  });

  it('makes one administrator of two who use it at once, who must set up a second factor before anything else', async () => {
    const token = await linkNow();
    const outcomes = await Promise.allSettled(
      ['wang.fang', 'li.na'].map((login) => createFirstAdministrator(office.context, given(token, { login }), origin)),
    );
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await offerFirstLink(office.context)).toBeNull();
    const { rows } = await office.database.db.pool.query<{ login: string }>('select login from accounts.account');
    expect(rows).toHaveLength(1);
    const login = rows[0]?.login ?? '';
    const browser = office.browser();
    expect((await browser.signIn(login)).body.state).toBe('enrol-second-factor');
    expect((await browser.enrol()).body).toMatchObject({
      state: 'active',
      officer: { post: { organisation: 'big-data', roles: [{ code: 'system-administrator' }] } },
    });
    expect((await setUp(token)).reply.body.code).toBe('sign-in-failed');
  });
});

describe('at the console', () => {
  it('an account is opened again to its owner, under a password for one use and without its second factor', async () => {
    const { rows } = await office.database.db.pool.query<{ login: string }>('select login from accounts.account');
    const login = rows[0]?.login ?? '';
    const { password } = await resetAtConsole(office.context, { viewer: operator, login: ` ${login.toUpperCase()} ` });
    const browser = office.browser();
    expect((await browser.signIn(login)).status).toBe(401);
    expect((await browser.signIn(login, password)).body.state).toBe('change-password');
    await expect(resetAtConsole(office.context, { viewer: operator, login: 'nobody' })).rejects.toThrow('没有账号');
  });

  it('an account is opened for somebody who holds a post, by name where only one is called so', async () => {
    const doing = { viewer: operator, city: office.city };
    const enter = (name: string) =>
      transact(office.database.db, async (tx) => {
        const { personId } = await createPerson(tx, doing, { name });
        await appoint(tx, doing, { personId, organisation: 'tax', title: '科员' });
        return personId;
      });
    const [, second] = [await enter('王同名'), await enter('王同名'), await enter('李一人')];
    const open = (login: string, person: string) => openAtConsole(office.context, { viewer: operator, login, person });
    await expect(open('wang', '王同名')).rejects.toMatchObject({ code: 'conflict' });
    await expect(open('wang', '王')).rejects.toMatchObject({ code: 'not-found' });
    expect(await open('wang', second)).toMatchObject({ name: '王同名' });
    const { password } = await open('li', '李一人');
    expect((await office.browser().signIn('li', password)).body.state).toBe('change-password');
  });

  it('a lost key is given up with everything that it had sealed', async () => {
    const { db } = office.database;
    await db.pool.query(
      `insert into accounts.second_factor (account_id, sealed_secret, made_at, confirmed_at)
       select account_id, 'x', now(), now() from accounts.account limit 1`,
    );
    expect(await renewKey(db, new Vault(randomBytes(32), 'other'), operator)).toBe(1);
    expect((await db.pool.query('select from accounts.second_factor')).rows).toEqual([]);
  });
});

describe('a demonstration', () => {
  it('has officers of every role that its journeys need, whose passwords are good; a real store has none', async () => {
    await expect(hireDemonstration(office.context)).rejects.toThrow('demonstration only');
    const shown = await openOffice();
    try {
      const made = await hireDemonstration({ ...shown.context, demonstration: true });
      expect(made.map(({ login }) => login)).toEqual(loadCity('jinan').demonstrationOfficers.map(({ login }) => login));
      expect(await hireDemonstration({ ...shown.context, demonstration: true })).toEqual([]);
      for (const { login, password } of made) {
        const state = (await shown.browser().signIn(login, password)).body.state;
        expect([login, state]).toEqual([
          login,
          ['xitong', 'anquan', 'shenji'].includes(login) ? 'enrol-second-factor' : 'active',
        ]);
      }
    } finally {
      await shown.close();
    }
  });
});
