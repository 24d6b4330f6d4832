/** Administration of accounts and sessions over HTTP, by a security administrator and by somebody who reaches less. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { showAccount } from './actions/overview.ts';
import { peopleWithoutAccount } from './store/overview.ts';
import { type Browser, goodPassword, type Office, openOffice } from './test-office.ts';

let office: Office;
let security: Browser;
let securityId: string;
beforeAll(async () => {
  office = await openOffice();
  securityId = (await office.hire('anquan', ['security-administrator'])).accountId;
  security = office.browser('10.1.0.1');
  await security.signIn('anquan');
  expect((await security.enrol()).body.state).toBe('active');
});
afterAll(() => office.close());

const lastEntry = async () => {
  const { rows } = await office.database.db.pool.query(
    'select actor, action, object, reason, details from platform.audit_entry order by entry_id desc limit 1',
  );
  return rows[0];
};

/** A person with a post and no account. */
const unopened = async (name: string) => {
  const { personId, accountId } = await office.hire(name, ['entry-clerk']);
  await office.database.db.pool.query('delete from accounts.former_password where account_id = $1', [accountId]);
  await office.database.db.pool.query('delete from accounts.account where account_id = $1', [accountId]);
  return personId;
};

describe('an account', () => {
  it('is opened for a person who has none, with a password that is shown once and must be changed', async () => {
    const personId = await unopened('new1');
    const found = await security.ask('GET', `/accounts/candidates?q=${encodeURIComponent('人员new1')}`);
    expect(found.body).toMatchObject([{ personId, name: '人员new1', title: '科员' }]);
    const made = await security.ask('POST', '/accounts', { personId, login: 'New.One' });
    expect(made).toMatchObject({ status: 201, body: { login: 'new.one', password: expect.stringMatching(/^.{19}$/) } });
    expect(await lastEntry()).toMatchObject({ actor: `account:${securityId}`, action: 'accounts.open' });
    const browser = office.browser();
    const step = await browser.signIn('new.one', String(made.body.password));
    expect(step.body.state).toBe('change-password');
    expect((await browser.ask('GET', '/session/sessions')).status).toBe(409);
    const changed = await browser.ask('POST', '/session/password', {
      current: made.body.password,
      next: goodPassword,
    });
    expect(changed.body.state).toBe('active');
    const again = await security.ask('POST', '/accounts', { personId, login: 'another' });
    expect([again.status, again.body.code]).toEqual([409, 'conflict']);
    const taken = await security.ask('POST', '/accounts', { personId: await unopened('new2'), login: 'new.one' });
    expect([taken.status, taken.body]).toMatchObject([400, { errors: [{ field: 'login' }] }]);
  });

  it('is shown, disabled with a reason, and enabled; the sessions end at once', async () => {
    const { accountId } = await office.hire('able', ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn('able');
    const shown = await security.ask('GET', `/accounts/${accountId}`);
    expect(shown.body).toMatchObject({
      login: 'able',
      state: 'active',
      administrator: false,
      sessions: 1,
      posts: [{ organisation: 'tax' }],
    });
    expect((await security.ask('POST', `/accounts/${accountId}/disable`, {})).status).toBe(400);
    const disabled = await security.ask('POST', `/accounts/${accountId}/disable`, { reason: '借调离岗' });
    expect(disabled.body).toMatchObject({ state: 'disabled', stateReason: '借调离岗', sessions: 0 });
    expect((await browser.ask('GET', '/session')).body.state).toBe('anonymous');
    const { rows } = await office.database.db.pool.query(
      `select payload from platform.outbox where type = 'accounts.account-changed' order by event_id desc limit 1`,
    );
    expect(rows[0].payload).toEqual({ accountId, change: 'disable' });
    expect((await security.ask('POST', `/accounts/${accountId}/enable`, {})).body.state).toBe('active');
  });

  it('gets a new one-time password, and the former one and its sessions are worth nothing', async () => {
    const { accountId } = await office.hire('forgot', ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn('forgot');
    const reset = await security.ask('POST', `/accounts/${accountId}/password`);
    expect((await browser.ask('GET', '/session')).body.state).toBe('anonymous');
    expect((await office.browser().signIn('forgot')).status).toBe(401);
    expect((await office.browser().signIn('forgot', String(reset.body.password))).body.state).toBe('change-password');
    expect(JSON.stringify(await lastEntry())).not.toContain(String(reset.body.password));
  });

  it('is unlocked after too many guesses', async () => {
    const { accountId } = await office.hire('locked', ['entry-clerk']);
    for (let i = 0; i < 5; i++) await office.browser(`10.4.${i}.1`).signIn('locked', 'wrong');
    expect((await office.browser('10.4.9.1').signIn('locked')).status).toBe(429);
    expect((await security.ask('GET', `/accounts/${accountId}`)).body.lockedUntil).toEqual(expect.any(String));
    expect((await security.ask('POST', `/accounts/${accountId}/unlock`)).body.lockedUntil).toBeUndefined();
    expect((await office.browser('10.4.9.1').signIn('locked')).body.state).toBe('active');
  });

  it('loses its second factor, but an administrator’s only at the console', async () => {
    const { accountId } = await office.hire('phone', ['entry-clerk']);
    const browser = office.browser();
    await browser.signIn('phone');
    await browser.enrol();
    const reset = await security.ask('POST', `/accounts/${accountId}/second-factor/reset`);
    expect(reset.body.hasSecondFactor).toBe(false);
    expect((await office.browser().signIn('phone')).body.state).toBe('active');
    const { accountId: auditor, postId } = await office.hire('shenji', ['audit-administrator']);
    // Nor after the role was taken away for a moment.
    await office.ask(`update organisation.post_version set recorded_until = now() where post_id = ${postId};
      insert into organisation.post_version select (jsonb_populate_record(v, '{"roles": []}' ||
        jsonb_build_object('recorded_from', now(), 'recorded_until', 'infinity'))).*
        from organisation.post_version v where post_id = ${postId}`);
    for (const [method, act, body] of [
      ['POST', 'second-factor/reset', undefined],
      ['PUT', 'identity', { identity: 'mine' }],
    ] as const) {
      const refused = await security.ask(method, `/accounts/${auditor}/${act}`, body);
      expect([refused.status, refused.body.code]).toEqual([403, 'forbidden']);
    }
  });

  it('is tied to one identity, which nobody else can have', async () => {
    const [one, two] = [await office.hire('tied1', ['entry-clerk']), await office.hire('tied2', ['entry-clerk'])];
    const tie = (id: string, identity: string | null) => security.ask('PUT', `/accounts/${id}/identity`, { identity });
    expect((await tie(one.accountId, '3701-0007')).body.identity).toBe('3701-0007');
    expect((await tie(two.accountId, '3701-0007')).body).toMatchObject({ errors: [{ field: 'identity' }] });
    expect((await tie(one.accountId, null)).body.identity).toBeUndefined();
    expect((await tie(two.accountId, '3701-0007')).status).toBe(200);
  });

  it('is opened once, and tied once, of several who do it at the same moment', async () => {
    const personId = await unopened('raced');
    const opened = await Promise.all(
      [1, 2, 3, 4].map((n) => security.ask('POST', '/accounts', { personId, login: `raced${n}` })),
    );
    expect(opened.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409]);
    const people = [await unopened('same1'), await unopened('same2')];
    const same = await Promise.all(
      people.map((person) => security.ask('POST', '/accounts', { personId: person, login: 'same' })),
    );
    expect(same.map(({ status }) => status < 300).sort()).toEqual([false, true]);
    const hired = [await office.hire('id1', ['entry-clerk']), await office.hire('id2', ['entry-clerk'])];
    const tied = await Promise.all(
      hired.map(({ accountId }) => security.ask('PUT', `/accounts/${accountId}/identity`, { identity: 'raced-id' })),
    );
    expect(tied.map(({ status }) => status).sort()).toEqual([200, 400]);
  });

  it('is not administered by its owner, and not found where there is none', async () => {
    for (const act of ['disable', 'unlock', 'password', 'second-factor/reset']) {
      const body = act === 'disable' ? { reason: '本人办理' } : undefined;
      expect((await security.ask('POST', `/accounts/${securityId}/${act}`, body)).status).toBe(403);
      expect((await security.ask('POST', `/accounts/999999/${act}`, body)).status).toBe(404);
    }
    expect((await security.ask('GET', '/accounts/1%20or%201=1')).status).toBe(404);
  });
});

describe('sessions', () => {
  it('are listed and ended by their owner, one or all others', async () => {
    await office.hire('many', ['entry-clerk']);
    const browsers = [office.browser(), office.browser(), office.browser()] as const;
    for (const browser of browsers) await browser.signIn('many');
    const [own, second, third] = browsers;
    const listed = (await own.ask('GET', '/session/sessions')).body as unknown as { sessionId: string; own: boolean }[];
    expect(listed.map((session) => session.own).sort()).toEqual([false, false, true]);
    const secondId = ((await second.ask('GET', '/session/sessions')).body as unknown as typeof listed).find(
      (session) => session.own,
    )?.sessionId;
    expect((await own.ask('DELETE', `/session/sessions/${secondId}`)).body).toHaveLength(2);
    expect((await second.ask('GET', '/session')).body.state).toBe('anonymous');
    expect((await own.ask('DELETE', '/session/sessions')).body).toHaveLength(1);
    expect((await third.ask('GET', '/session')).body.state).toBe('anonymous');
    const foreign = ((await security.ask('GET', '/session/sessions')).body as unknown as typeof listed)[0]?.sessionId;
    expect((await own.ask('DELETE', `/session/sessions/${foreign}`)).status).toBe(404);
  });

  it('of another are ended by the administrator', async () => {
    const { accountId } = await office.hire('watched', ['entry-clerk']);
    const [one, two] = [office.browser(), office.browser()];
    await one.signIn('watched');
    await two.signIn('watched');
    const list = () => security.ask('GET', `/accounts/${accountId}/sessions`);
    const [first] = (await list()).body as unknown as { sessionId: string }[];
    const left = await security.ask('DELETE', `/accounts/${accountId}/sessions/${first?.sessionId}`);
    expect(left.body).toHaveLength(1);
    expect((await security.ask('DELETE', `/accounts/${accountId}/sessions/${first?.sessionId}`)).status).toBe(404);
    expect((await security.ask('DELETE', `/accounts/${accountId}/sessions`)).body).toEqual([]);
    expect((await one.ask('GET', '/session')).body.state).toBe('anonymous');
  });
});

describe('reach', () => {
  const manager = (department: string, reach: 'own' | 'units' | 'region') => ({
    ...officerOf(office.city, department, []),
    grants: new Map([['accounts.manage', reach]]),
  });
  const sees = async (viewer: ReturnType<typeof manager>, accountId: string) =>
    showAccount(office.context, viewer, accountId).then(
      () => true,
      (error: { code: string }) => {
        expect(error.code).toBe('not-found');
        return false;
      },
    );

  it('ends where one post of the person lies outside', async () => {
    const organisation = 'tax-370102';
    const { accountId, personId } = await office.hire('county', ['entry-clerk'], { organisation });
    expect(await sees(manager(organisation, 'own'), accountId)).toBe(true);
    expect(await sees(manager('tax', 'units'), accountId)).toBe(true);
    expect(await sees(manager('tax', 'own'), accountId)).toBe(false);
    expect(await sees(manager('housing-construction-370102', 'region'), accountId)).toBe(true);
    expect(await sees(manager('tax-370103', 'region'), accountId)).toBe(false);
    await office.appoint(personId, 'health');
    expect(await sees(manager('tax', 'units'), accountId)).toBe(false);
    expect(await sees(manager(organisation, 'own'), accountId)).toBe(false);
  });

  it('holds for people without an account as well', async () => {
    const personId = await unopened('later');
    const found = async (viewer: ReturnType<typeof manager>) =>
      (await peopleWithoutAccount(office.database.db.pool, viewer, { word: '人员later', most: 5 })).map(
        (person) => person.personId,
      );
    expect(await found(manager('tax', 'own'))).toEqual([personId]);
    expect(await found(manager('health', 'own'))).toEqual([]);
  });
});

it('the list of matters is told to whoever has signed in', async () => {
  const matters = (await security.ask('GET', '/matters')).body as unknown as { code: string; noteRequired: boolean }[];
  expect(matters).toContainEqual({ code: 'other', name: expect.any(String), noteRequired: true });
  expect((await office.browser().ask('GET', '/matters')).status).toBe(401);
});
