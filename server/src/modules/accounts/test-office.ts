/** An office for tests: real HTTP over a real store, people with posts and accounts, a browser, a clock that is turned. */
import { randomBytes } from 'node:crypto';
import { TOTP } from 'otpauth';
import pg from 'pg';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { Vault } from '../../platform/access/index.ts';
import { type City, loadCity } from '../../platform/city/index.ts';
import { transact } from '../../platform/db/index.ts';
import { buildHttp, type Route } from '../../platform/http/index.ts';
import { silentLogger } from '../../platform/log/index.ts';
import { appoint, createPerson, installOrganisation } from '../organisation/index.ts';
import { openAccount } from './actions/administer.ts';
import type { Context } from './context.ts';
import { createHashing, type Hashing } from './hashing.ts';
import { createAccounts } from './index.ts';

export const goodPassword = 'Tr7#mnquvx';
const operator = { kind: 'operator', name: 'test' } as const;
const cheap = { memoryKiB: 8, passes: 1, lanes: 1, atOnce: 4, waiting: 10_000 };

export interface Reply {
  status: number;
  body: Record<string, unknown> & { code?: string; state?: string; csrfToken?: string };
  headers: Record<string, unknown>;
}

export interface Office {
  database: TestDatabase;
  city: City;
  context: Context;
  /** How often a password was compared. */
  compared(): number;
  /** Turns the clock forward. */
  wait(minutes: number): void;
  now(): Date;
  hire(login: string, roles: string[], more?: { organisation?: string; oneTime?: boolean }): Promise<Hired>;
  /** Gives a person another post. */
  appoint(personId: string, organisation: string, roles?: string[]): Promise<{ postId: string }>;
  /** A statement as the database's superuser. */
  ask(statement: string): Promise<void>;
  browser(address?: string): Browser;
  app: ReturnType<typeof buildHttp>;
  close(): Promise<void>;
}

export interface Hired {
  accountId: string;
  personId: string;
  postId: string;
}

/** Opens the office. `more` are routes beside those of the module. */
export async function openOffice(
  more: readonly Route[] = [],
  networks: readonly string[] = [],
  { identityService, city = loadCity('jinan') }: Partial<Pick<Context, 'identityService' | 'city'>> = {},
): Promise<Office> {
  const database = await freshDatabase();
  const { db } = database;
  await transact(db, (tx) => installOrganisation(tx, city));
  const clock = { at: Date.now() };
  const now = () => new Date(clock.at);
  const inner = createHashing(cheap);
  const count = { compared: 0 };
  const hashing: Hashing = {
    ...inner,
    verify(stored, password) {
      count.compared += 1;
      return inner.verify(stored, password);
    },
  };
  const vault = new Vault(randomBytes(32), 'test');
  const shown = { practice: false, demonstration: false, identityService };
  const accounts = createAccounts({ db, city, vault, hashing, now, administratorNetworks: networks, ...shown });
  const context: Context = { db, city, vault, hashing, now, administratorsFrom: () => true, ...shown };
  const app = buildHttp({
    routes: [...accounts.routes, ...more],
    logger: silentLogger(),
    db,
    findSession: accounts.findSession,
  });
  return {
    database,
    city,
    context,
    app,
    now,
    compared: () => count.compared,
    wait(minutes) {
      clock.at += minutes * 60_000;
    },
    async hire(login, roles, { organisation = 'tax', oneTime = false } = {}) {
      const hash = await inner.hash(goodPassword);
      return transact(db, async (tx) => {
        const doing = { viewer: operator, city };
        const { personId } = await createPerson(tx, doing, { name: `人员${login}` });
        const { postId } = await appoint(tx, doing, { personId, organisation, title: '科员', roles });
        const accountId = await openAccount(context, tx, doing, { personId, login, hash, oneTime });
        return { accountId, personId, postId };
      });
    },
    appoint: (personId, organisation, roles = []) =>
      transact(db, (tx) => appoint(tx, { viewer: operator, city }, { personId, organisation, title: '兼职', roles })),
    async ask(statement) {
      const superuser = new pg.Client(database.url);
      await superuser.connect();
      await superuser.query(statement).finally(() => superuser.end());
    },
    browser: (address = '127.0.0.1') => new Browser(app, address, now),
    async close() {
      await app.close();
      await database.drop();
    },
  };
}

/** Keeps the cookie and the token as a browser and our pages do. */
export class Browser {
  cookie: string | undefined;
  token = '';
  secret = '';
  readonly #app: Office['app'];
  readonly #address: string;
  readonly #now: () => Date;

  constructor(app: Office['app'], address: string, now: () => Date) {
    this.#app = app;
    this.#address = address;
    this.#now = now;
  }

  async ask(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, payload?: object, headers = {}): Promise<Reply> {
    const reply = await this.#app.inject({
      method,
      url: `/api/v1${path}`,
      remoteAddress: this.#address,
      ...(payload !== undefined && { payload }),
      headers: {
        ...(this.cookie !== undefined && { cookie: this.cookie }),
        ...(method !== 'GET' && { 'x-csrf-token': this.token }),
        ...headers,
      },
    });
    const set = reply.headers['set-cookie'];
    if (typeof set === 'string') this.cookie = set.split(';', 1)[0];
    const body = reply.json();
    if (typeof body.csrfToken === 'string') this.token = body.csrfToken;
    if (typeof body.secret === 'string') this.secret = body.secret;
    return { status: reply.statusCode, body, headers: reply.headers };
  }

  async signIn(login: string, password = goodPassword): Promise<Reply> {
    if (this.cookie === undefined) await this.ask('GET', '/session');
    return this.ask('POST', '/session', { login, password });
  }

  /** The authenticator's code, some steps away from now. */
  code(away = 0): string {
    return new TOTP({ secret: this.secret }).generate({ timestamp: this.#now().getTime() + away * 30_000 });
  }

  /** Sets the second factor up, from the step that asks for it. */
  async enrol(): Promise<Reply> {
    await this.ask('POST', '/session/second-factor/enrolment');
    return this.ask('PUT', '/session/second-factor', { code: this.code() });
  }
}
