/** Guessing at passwords and codes: one account, many accounts, many addresses, everything at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadCity } from '../../platform/city/index.ts';
import { goodPassword, type Office, openOffice } from './test-office.ts';

const declared = loadCity('jinan');
/** Fewer tries everywhere than are declared, so that the flood is a short one. */
const everywhere = { ...declared.signIn.guessing.everywhere, tries: 60 };
const guessing = {
  ...declared.signIn.guessing,
  network: { ...declared.signIn.guessing.network, tries: 40 },
  everywhere,
};
const city = { ...declared, signIn: { ...declared.signIn, guessing } };

let office: Office;
beforeAll(async () => {
  office = await openOffice([], [], { city });
});
afterAll(() => office.close());

const guess = async (address: string, login: string, password = 'Wrong#pass99') =>
  (await office.browser(address).signIn(login, password)).status;
const tally = (statuses: readonly number[]) => ({
  looked: statuses.filter((status) => status === 401).length,
  refused: statuses.filter((status) => status === 429).length,
});

describe('one account', () => {
  it('is guessed at five times, however many ask at once and from wherever', async () => {
    await office.hire('target1', ['entry-clerk']);
    const before = office.compared();
    const statuses = await Promise.all(Array.from({ length: 30 }, (_, i) => guess(`10.20.${i}.1`, 'target1')));
    expect(tally(statuses)).toEqual({ looked: 5, refused: 25 });
    expect(office.compared() - before).toBe(5);
    expect(await guess('10.21.0.1', 'target1', goodPassword)).toBe(429);
  });

  it('is locked for longer after each failure, tells how long, and opens by itself', async () => {
    await office.hire('target2', ['entry-clerk']);
    for (let i = 0; i < 5; i++) await guess(`10.22.${i}.1`, 'target2');
    const locked = await office.browser('10.22.9.1').signIn('target2');
    expect([locked.status, locked.headers['retry-after']]).toEqual([429, String(15 * 60)]);
    office.wait(15);
    expect(await guess('10.22.9.1', 'target2')).toBe(401);
    expect((await office.browser('10.22.9.1').signIn('target2')).headers['retry-after']).toBe(String(30 * 60));
    office.wait(30);
    expect(await guess('10.22.9.1', 'target2', goodPassword)).toBe(200);
    expect(await guess('10.22.9.1', 'target2')).toBe(401);
  });
});

describe('many accounts', () => {
  it('from one address: thirty tries', async () => {
    office.wait(24 * 60);
    const statuses: number[] = [];
    for (let i = 0; i < 34; i++) statuses.push(await guess('10.30.1.1', `spread${i}`));
    expect(tally(statuses)).toEqual({ looked: 30, refused: 4 });
    await office.hire('neighbour', ['entry-clerk']);
    expect(await guess('10.30.2.1', 'neighbour', goodPassword)).toBe(200);
  });

  it('from the addresses of one network: as many as are declared, also of IPv6', async () => {
    office.wait(24 * 60);
    for (const prefix of ['10.31.1.', '2001:db8:31::']) {
      const statuses: number[] = [];
      for (let i = 0; i < 44; i++) statuses.push(await guess(`${prefix}${(i % 20) + 1}`, `net${i}`));
      expect(tally(statuses)).toEqual({ looked: 40, refused: 4 });
      office.wait(24 * 60);
    }
  });

  it('from everywhere: only networks that are known get in while it lasts', async () => {
    await office.hire('regular', ['entry-clerk']);
    expect(await guess('10.40.0.7', 'regular', goodPassword)).toBe(200);
    const statuses: number[] = [];
    for (let i = 0; i < 70; i++) statuses.push(await guess(`10.41.${i}.1`, `flood${i}`));
    expect(tally(statuses)).toEqual({ looked: 60, refused: 10 });
    expect(await guess('10.42.0.1', 'regular', goodPassword)).toBe(429);
    expect(await guess('10.40.0.9', 'regular', goodPassword)).toBe(200);
    office.wait(10);
    expect(await guess('10.42.0.1', 'regular', goodPassword)).toBe(200);
  });

  it('are told to the log without filling it', async () => {
    const { rows } = await office.database.db.pool.query<{ action: string; n: number }>(
      `select action, count(*)::int as n from platform.audit_entry
        where action in ('accounts.try-refused', 'accounts.sign-in-failed') group by action order by action`,
    );
    const [failed, refused] = rows;
    expect(failed?.n).toBeGreaterThan(100);
    expect(refused?.n).toBeGreaterThan(0);
    expect(refused?.n).toBeLessThan(40);
  });
});

describe('the second factor', () => {
  const halfway = async (login: string, address = '10.50.0.1') => {
    const browser = office.browser(address);
    expect((await browser.signIn(login)).body.state).toBe('second-factor');
    return browser;
  };
  const enrolled = async (login: string) => {
    await office.hire(login, ['entry-clerk']);
    const browser = office.browser('10.50.0.1');
    await browser.signIn(login);
    const begun = await browser.ask('POST', '/session/second-factor/enrolment');
    expect((await browser.ask('PUT', '/session/second-factor', { code: browser.code() })).body.state).toBe('active');
    return { secret: browser.secret, recoveryCodes: begun.body.recoveryCodes as string[] };
  };

  it('takes a code once, and none from before or after the window', async () => {
    const { secret } = await enrolled('factor1');
    office.wait(1);
    const browser = await halfway('factor1');
    browser.secret = secret;
    const code = browser.code();
    for (const away of [-4, 4]) {
      const wrong = await browser.ask('POST', '/session/second-factor', { code: browser.code(away) });
      expect([wrong.status, wrong.body.code]).toEqual([401, 'sign-in-failed']);
    }
    expect((await browser.ask('POST', '/session/second-factor', { code })).body.state).toBe('active');
    const replay = await halfway('factor1');
    expect((await replay.ask('POST', '/session/second-factor', { code })).status).toBe(401);
    expect((await replay.ask('GET', '/session/sessions')).status).toBe(409);
  });

  it('takes a recovery code once, however it is typed', async () => {
    const { recoveryCodes } = await enrolled('factor2');
    const [first = ''] = recoveryCodes;
    const typed = first.toUpperCase().replaceAll('-', ' ');
    expect((await (await halfway('factor2')).ask('POST', '/session/second-factor', { code: typed })).body.state).toBe(
      'active',
    );
    expect((await (await halfway('factor2')).ask('POST', '/session/second-factor', { code: first })).status).toBe(401);
  });

  it('is guessed at five times: the session ends, and another with the right password does not help', async () => {
    const { secret } = await enrolled('factor3');
    const browser = await halfway('factor3', '10.51.0.1');
    for (let i = 0; i < 5; i++) await browser.ask('POST', '/session/second-factor', { code: String(100_000 + i) });
    expect((await browser.ask('GET', '/session')).body.state).toBe('anonymous');
    const again = await halfway('factor3', '10.52.0.1');
    again.secret = secret;
    expect((await again.ask('POST', '/session/second-factor', { code: again.code() })).status).toBe(429);
    office.wait(16);
    const later = await halfway('factor3', '10.52.0.1');
    later.secret = secret;
    expect((await later.ask('POST', '/session/second-factor', { code: later.code() })).body.state).toBe('active');
  });

  it('cannot be set up anew by whoever holds the password only', async () => {
    await enrolled('factor4');
    const thief = await halfway('factor4');
    expect((await thief.ask('POST', '/session/second-factor/enrolment')).status).toBe(409);
    const next = { current: goodPassword, next: 'Another#phrase77' };
    expect((await thief.ask('POST', '/session/password', next)).status).toBe(409);
  });
});
