/** Signing in through a real OpenID provider in this process. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { createOutbound } from '../../platform/outbound/index.ts';
import { linkIdentity, switchAccount } from './actions/administer.ts';
import { createIdentityService } from './identity-service.ts';
import { findAccount } from './store/accounts.ts';
import { type Office, openOffice } from './test-office.ts';

const operator = { kind: 'operator', name: 'test' } as const;
const here = 'http://127.0.0.1:3999';
const client = { clientId: 'xinheng', clientSecret: 'not-a-secret-but-long-enough-for-a-test' };

/** Who signs in at the provider next, and how. */
const atProvider = { subject: 'nobody', amr: ['pwd'], tokenSeconds: 600 };
let server: Server;
let office: Office;

beforeAll(async () => {
  server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = providerAt(issuer);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (!request.url?.startsWith('/interaction/')) return void answer(request, response);
    const { subject, amr } = atProvider;
    void provider.interactionFinished(request, response, { login: { accountId: subject, amr } });
  });
  const identityService = createIdentityService({
    ...{ issuer, ...client, scope: 'openid', claim: 'staff_number', title: '统一身份认证', origins: [] },
    outbound: createOutbound({ allow: [] }),
  });
  const declared = loadCity('jinan');
  const secondFactor = { ...declared.signIn.secondFactor, trusted: { acr: [], amr: ['otp'] } };
  const city = { ...declared, signIn: { ...declared.signIn, secondFactor } };
  office = await openOffice([], [], { identityService, city });
});
afterAll(async () => {
  await office.close();
  await new Promise((resolve) => server.close(resolve));
});
beforeEach(() => {
  Object.assign(atProvider, { amr: ['pwd'], tokenSeconds: 600 });
});

function providerAt(issuer: string): Provider {
  const provider: Provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.clientId,
        client_secret: client.clientSecret,
        redirect_uris: [`${here}/api/v1/session/oidc/callback`],
        grant_types: ['authorization_code'],
        response_types: ['code'],
      },
    ],
    cookies: { keys: ['test'] },
    pkce: { required: () => true },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    claims: { openid: ['sub', 'staff_number', 'amr'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: () => atProvider.tokenSeconds },
    conformIdTokenClaims: false,
    findAccount: (_context, accountId) => ({
      accountId,
      claims: async () => ({ sub: accountId, staff_number: `staff-${accountId}` }),
    }),
    async loadExistingGrant(context) {
      const grant = new provider.Grant({
        clientId: context.oidc.client?.clientId,
        accountId: context.oidc.session?.accountId,
      });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
  });
  return provider;
}

/** A browser that follows to the provider and stops in front of our callback. */
class Visitor {
  readonly jar = new Map<string, string>();

  async ask(url: string) {
    const reply = await office.app.inject({
      url,
      headers: { host: '127.0.0.1:3999', cookie: [...this.jar].map((pair) => pair.join('=')).join('; ') },
    });
    for (const line of [reply.headers['set-cookie'] ?? []].flat()) {
      const [name = '', value = ''] = line.split(';', 1)[0]?.split('=') ?? [];
      if (/max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return {
      status: reply.statusCode,
      to: String(reply.headers.location),
      body: reply.body,
      cookies: reply.headers['set-cookie'],
    };
  }

  /** The address of our callback as the provider gives it to the browser. */
  async toProvider(start = '/api/v1/session/oidc/start?return=/subjects'): Promise<string> {
    let { to } = await this.ask(start);
    const cookies = new Map<string, string>();
    for (let hops = 0; hops < 10 && !to.startsWith(here); hops++) {
      const reply = await fetch(to, {
        redirect: 'manual',
        headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      });
      for (const line of reply.headers.getSetCookie()) {
        const [pair = ''] = line.split(';', 1);
        cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
      }
      to = new URL(reply.headers.get('location') ?? '', to).href;
    }
    return to.slice(here.length);
  }

  async session() {
    return JSON.parse((await this.ask('/api/v1/session')).body) as { state: string; officer?: { accountId: string } };
  }
}

const employ = async (login: string, subject: string, roles = ['entry-clerk']) => {
  const hired = await office.hire(login, roles);
  await transact(office.database.db, async (tx) => {
    const account = await findAccount(tx.client, { accountId: hired.accountId });
    if (account)
      await linkIdentity(office.context, tx, { viewer: operator }, { account, identity: `staff-${subject}` });
  });
  return hired;
};
const refusals = async () => {
  const { rows } = await office.database.db.pool.query<{ why: string }>(
    `select details->>'why' as why from platform.audit_entry where action = 'accounts.sign-in-failed' order by entry_id`,
  );
  return rows.map(({ why }) => why);
};

describe('the identity service', () => {
  it('signs in the person whose account is tied to the declared claim', async () => {
    const { accountId } = await employ('tied', 'u1');
    atProvider.subject = 'u1';
    const visitor = new Visitor();
    const back = await visitor.toProvider();
    const reply = await visitor.ask(back);
    expect([reply.status, reply.to]).toEqual([303, '/workbench/sign-in?return=%2Fsubjects']);
    expect(await visitor.session()).toMatchObject({ state: 'active', officer: { accountId } });
    expect([...visitor.jar.keys()]).toEqual(['__Host-xinheng']);
    const { rows } = await office.database.db.pool.query(
      `select details from platform.audit_entry where action = 'accounts.sign-in' order by entry_id desc limit 1`,
    );
    expect(rows[0].details.method).toBe('identity-service');
  });

  it('sends what it must: PKCE, state, nonce, and nothing secret; the browser keeps them sealed', async () => {
    const visitor = new Visitor();
    const reply = await visitor.ask('/api/v1/session/oidc/start');
    const sent = new URL(reply.to).searchParams;
    expect(sent.get('code_challenge_method')).toBe('S256');
    for (const name of ['state', 'nonce', 'code_challenge']) expect(sent.get(name)?.length).toBeGreaterThan(20);
    const line = String(reply.cookies);
    expect(line).toMatch(/HttpOnly; Secure; SameSite=Lax/);
    for (const name of ['state', 'nonce']) expect(line).not.toContain(String(sent.get(name)));
    expect(reply.to).not.toContain(client.clientSecret);
  });

  it('refuses another browser, another state, a code used twice, and an answer that took too long', async () => {
    atProvider.subject = 'u1';
    const [visitor, stranger] = [new Visitor(), new Visitor()];
    const back = await visitor.toProvider();
    expect((await stranger.ask(back)).to).toBe('/workbench/sign-in?error=identity-expired');
    await stranger.ask('/api/v1/session/oidc/start');
    expect((await stranger.ask(back)).to).toBe('/workbench/sign-in?error=identity-failed');
    expect((await stranger.session()).state).toBe('anonymous');

    const detour = visitor.jar.get('__Host-xinheng-detour') ?? '';
    expect((await visitor.ask(back)).to).toContain('return=');
    const replay = new Visitor();
    replay.jar.set('__Host-xinheng-detour', detour);
    expect((await replay.ask(back)).to).toBe('/workbench/sign-in?error=identity-failed');
    expect((await replay.session()).state).toBe('anonymous');

    const slow = new Visitor();
    const late = await slow.toProvider();
    office.wait(11);
    expect((await slow.ask(late)).to).toBe('/workbench/sign-in?error=identity-expired');
    expect((await refusals()).filter((why) => why === 'identity-service')).toHaveLength(2);
  });

  it('refuses a made-up code and a provider’s error', async () => {
    for (const query of ['code=made-up', 'error=access_denied']) {
      const visitor = new Visitor();
      const { to } = await visitor.ask('/api/v1/session/oidc/start');
      const state = new URL(to).searchParams.get('state');
      const reply = await visitor.ask(`/api/v1/session/oidc/callback?${query}&state=${state}`);
      expect(reply.to).toBe('/workbench/sign-in?error=identity-failed');
    }
  });

  it('refuses a token that has expired', async () => {
    Object.assign(atProvider, { subject: 'u1', tokenSeconds: -120 });
    const visitor = new Visitor();
    expect((await visitor.ask(await visitor.toProvider())).to).toBe('/workbench/sign-in?error=identity-failed');
  });

  it('makes no account for somebody unknown, and lets nobody in whose account is disabled', async () => {
    atProvider.subject = 'stranger';
    const visitor = new Visitor();
    expect((await visitor.ask(await visitor.toProvider())).to).toBe('/workbench/sign-in?error=identity-unknown');
    const { accountId } = await employ('away', 'u2');
    await transact(office.database.db, async (tx) => {
      const account = await findAccount(tx.client, { accountId });
      if (account) await switchAccount(office.context, tx, { viewer: operator }, { account, state: 'disabled' });
    });
    atProvider.subject = 'u2';
    expect((await visitor.ask(await visitor.toProvider())).to).toBe('/workbench/sign-in?error=identity-refused');
    expect((await visitor.session()).state).toBe('anonymous');
    expect((await refusals()).slice(-2)).toEqual(['unknown-identity', 'account-unusable']);
  });

  it('is no second factor unless the policy trusts what it says of one', async () => {
    await employ('boss', 'u3', ['security-administrator']);
    atProvider.subject = 'u3';
    const visitor = new Visitor();
    await visitor.ask(await visitor.toProvider());
    expect((await visitor.session()).state).toBe('enrol-second-factor');
    atProvider.amr = ['pwd', 'otp'];
    const vouched = new Visitor();
    await vouched.ask(await vouched.toProvider());
    expect((await vouched.session()).state).toBe('active');
  });

  it('leads back into the workbench only', async () => {
    atProvider.subject = 'u1';
    for (const elsewhere of ['//evil.example', '/\\evil.example', 'https://evil.example', '/%0d%0aSet-Cookie:x']) {
      const visitor = new Visitor();
      const back = await visitor.toProvider(`/api/v1/session/oidc/start?return=${encodeURIComponent(elsewhere)}`);
      const to = new URL((await visitor.ask(back)).to, here);
      expect([to.origin, to.pathname]).toEqual([here, '/workbench/sign-in']);
      expect(to.searchParams.get('return')).toMatch(/^\/(?![/\\])/);
    }
  });
});
