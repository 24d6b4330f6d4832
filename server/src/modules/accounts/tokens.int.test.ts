/** Tokens of programs over HTTP, and what is forgotten in time. */
import { Type } from 'typebox';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { officerOf } from '../../../test/officers.ts';
import { defineRoute } from '../../platform/http/index.ts';
import { makeToken, showToken } from './actions/tokens.ts';
import { forgetEnded } from './jobs.ts';
import { type Browser, type Office, openOffice } from './test-office.ts';

const probe = defineRoute({
  method: 'GET',
  path: '/api/v1/probe',
  permission: 'batches.read',
  summary: '试',
  response: { 200: Type.Object({ kind: Type.String() }) },
  handler: ({ viewer }) => ({ kind: viewer.kind }),
});

let office: Office;
let security: Browser;
beforeAll(async () => {
  office = await openOffice([probe]);
  await office.hire('anquan', ['security-administrator']);
  security = office.browser('10.1.0.1');
  await security.signIn('anquan');
  await security.enrol();
});
afterAll(() => office.close());

const wanted = { department: 'tax', label: '税务前置机', scopes: ['batches.read'] };
const create = async (more: object = {}) => {
  const reply = await security.ask('POST', '/tokens', { ...wanted, ...more });
  const { token } = reply.body as unknown as { token: { tokenId: string } };
  return { reply, tokenId: token?.tokenId, secret: security.secret };
};
const ask = async (secret: string) => {
  const headers = { authorization: `Bearer ${secret}` };
  const reply = await office.app.inject({ url: '/api/v1/probe', headers });
  return { status: reply.statusCode, retryAfter: reply.headers['retry-after'] };
};

describe('a token', () => {
  it('is made with declared scopes, works, and its secret is shown once', async () => {
    const choices = await security.ask('GET', '/tokens/scopes');
    expect(choices.body).toMatchObject({ perMinute: 600, overlapHours: 24 });
    expect(JSON.stringify(choices.body)).not.toContain('accounts.manage');
    const { reply, tokenId, secret } = await create();
    expect(reply).toMatchObject({
      status: 201,
      body: { token: { state: 'active', departmentName: expect.any(String) } },
    });
    expect((await ask(secret)).status).toBe(200);
    const shown = await security.ask('GET', `/tokens/${tokenId}`);
    expect(JSON.stringify(shown.body)).not.toContain(secret.slice(-20));
    const { rows } = await office.database.db.pool.query(
      `select action, details from platform.audit_entry where object = $1`,
      [`token:${tokenId}`],
    );
    expect(rows).toEqual([{ action: 'access.create-token', details: { of: 'tax', scopes: ['batches.read'] } }]);
  });

  it.each([
    [{ scopes: ['accounts.manage'] }, 'scopes'],
    [{ scopes: [] }, 'scopes'],
    [{ department: 'no-such-office' }, 'department'],
    [{ perMinute: 0 }, 'perMinute'],
    [{ days: 99_999 }, 'days'],
  ])('with %j is refused at its field', async (more, field) => {
    const { reply } = await create(more);
    expect([reply.status, reply.body]).toMatchObject([400, { errors: [{ field }] }]);
  });

  it('is told to wait when its quota is used up', async () => {
    const { secret } = await create({ perMinute: 2, perDay: 3 });
    const replies = [await ask(secret), await ask(secret), await ask(secret), await ask(secret)];
    expect(replies.map(({ status }) => status).filter((status) => status === 200).length).toBeLessThan(4);
    const last = replies.at(-1);
    expect(last?.status).toBe(429);
    expect(Number(last?.retryAfter)).toBeGreaterThan(0);
  });

  it('is given a new secret beside the former one, or in its place', async () => {
    const { tokenId, secret } = await create();
    await security.ask('POST', `/tokens/${tokenId}/rotate`, {});
    const second = security.secret;
    expect([(await ask(secret)).status, (await ask(second)).status]).toEqual([200, 200]);
    expect((await security.ask('GET', `/tokens/${tokenId}`)).body.overlapUntil).toEqual(expect.any(String));
  });

  it('is revoked with a reason, once', async () => {
    const { tokenId, secret } = await create();
    const revoked = await security.ask('POST', `/tokens/${tokenId}/revoke`, { reason: '系统下线' });
    expect(revoked.body).toMatchObject({ state: 'revoked' });
    expect((await ask(secret)).status).toBe(401);
    expect((await security.ask('POST', `/tokens/${tokenId}/revoke`, { reason: '系统下线' })).status).toBe(409);
    expect((await security.ask('POST', `/tokens/${tokenId}/rotate`, {})).status).toBe(409);
  });

  it('is neither made nor seen beyond the reach of its administrator', async () => {
    const { tokenId } = await create();
    const local = { ...officerOf(office.city, 'health', []), grants: new Map([['tokens.manage', 'units' as const]]) };
    await expect(showToken(office.context, local, String(tokenId))).rejects.toMatchObject({ code: 'not-found' });
    await expect(makeToken(office.context, local, wanted)).rejects.toMatchObject({ code: 'bad-request' });
    await expect(makeToken(office.context, local, { ...wanted, department: 'health' })).resolves.toBeDefined();
  });
});

it('what has ended is forgotten in time, and not before', async () => {
  const { db } = office.database;
  await office.hire('gone', ['entry-clerk']);
  const browser = office.browser('10.8.0.1');
  await browser.signIn('gone');
  await browser.ask('DELETE', '/session');
  await office.browser('10.9.0.1').signIn('nobody', 'wrong');
  const held = async () => {
    const { rows } = await db.pool.query(
      `select (select count(*)::int from accounts.session where ended_at is not null) as sessions,
              (select count(*)::int from accounts.attempt where failures > 0) as attempts`,
    );
    return rows[0] as { sessions: number; attempts: number };
  };
  const days = (count: number) => new Date(Date.now() + count * 86_400_000);
  const before = await held();
  await forgetEnded(db, office.city.signIn, days(1));
  expect(await held()).toEqual(before);
  const gone = await forgetEnded(db, office.city.signIn, days(200));
  expect(gone.sessions).toBeGreaterThan(0);
  expect(await held()).toEqual({ sessions: 0, attempts: 0 });
});
