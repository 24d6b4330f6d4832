import type { Queryable, Tx } from '../../../platform/db/index.ts';

/** An account as signing in needs it. Moments in milliseconds since 1970. */
export interface Account {
  accountId: string;
  personId: string;
  login: string;
  state: 'active' | 'disabled';
  passwordHash: string | null;
  passwordSetAt: number | null;
  oneTimeUntil: number | null;
  identity: string | null;
  hasSecondFactor: boolean;
}

const accountColumns = `a.account_id::text as "accountId", a.person_id::text as "personId", a.login, a.state,
  a.password_hash as "passwordHash", (extract(epoch from a.password_set_at) * 1000)::float8 as "passwordSetAt",
  (extract(epoch from a.one_time_until) * 1000)::float8 as "oneTimeUntil", a.identity,
  exists (select from accounts.second_factor f where f.account_id = a.account_id and f.confirmed_at is not null)
    as "hasSecondFactor"`;

type Key = { login: string } | { accountId: string } | { personId: string } | { identity: string };

const keyColumns = { login: 'login', accountId: 'account_id', personId: 'person_id', identity: 'identity' } as const;

/** The account with this key; null when there is none. With `lock` nobody else changes it in this transaction. */
export async function findAccount(q: Queryable, key: Key, lock = false): Promise<Account | null> {
  const [[name, value] = ['', '']] = Object.entries(key);
  const column = keyColumns[name as keyof typeof keyColumns];
  if ((column === 'account_id' || column === 'person_id') && !/^[1-9]\d{0,17}$/.test(value)) return null;
  const { rows } = await q.query<Account>({
    name: `account by ${column}${lock ? ' for update' : ''}`,
    text: `select ${accountColumns} from accounts.account a where a.${column} = $1${lock ? ' for update of a' : ''}`,
    values: [value],
  });
  return rows[0] ?? null;
}

/** Makes an account without a password; null when the login or the person has got one meanwhile. */
export async function insertAccount(
  tx: Tx,
  { personId, login, openedBy, now }: { personId: string; login: string; openedBy: string; now: Date },
): Promise<string | null> {
  const { rows } = await tx.client.query<{ accountId: string }>(
    `insert into accounts.account (person_id, login, opened_by, opened_at, state_since) values ($1, $2, $3, $4, $4)
     on conflict do nothing returning account_id::text as "accountId"`,
    [personId, login, openedBy, now],
  );
  return rows[0]?.accountId ?? null;
}

/** Sets the password; the one before goes among the former ones. A one-time password is good until `oneTimeUntil`. */
export async function setPassword(
  tx: Tx,
  { accountId, hash, now, oneTimeUntil }: { accountId: string; hash: string; now: Date; oneTimeUntil: Date | null },
): Promise<void> {
  await tx.client.query(
    `insert into accounts.former_password (account_id, set_at, password_hash)
     select account_id, coalesce(password_set_at, $2), password_hash from accounts.account
      where account_id = $1 and password_hash is not null on conflict do nothing`,
    [accountId, now],
  );
  await tx.client.query(
    `update accounts.account set password_hash = $2, password_set_at = $3, one_time_until = $4 where account_id = $1`,
    [accountId, hash, now, oneTimeUntil],
  );
}

/** The same password under today's parameters; nothing when it has been changed meanwhile. */
export async function replaceHash(q: Queryable, account: Account, hash: string): Promise<void> {
  await q.query('update accounts.account set password_hash = $3 where account_id = $1 and password_hash = $2', [
    account.accountId,
    account.passwordHash,
    hash,
  ]);
}

/** Hashes of the present and the last former passwords, `most` in all; forgets the older ones. */
export async function rememberedPasswords(tx: Tx, accountId: string, most: number): Promise<string[]> {
  await tx.client.query(
    `delete from accounts.former_password f where account_id = $1 and set_at not in
       (select set_at from accounts.former_password where account_id = $1 order by set_at desc limit $2)`,
    [accountId, most],
  );
  const { rows } = await tx.client.query<{ hash: string }>(
    `select password_hash as hash from accounts.account where account_id = $1 and password_hash is not null
     union all select password_hash from (select password_hash from accounts.former_password where account_id = $1
       order by set_at desc limit greatest($2::int - 1, 0)) f`,
    [accountId, most],
  );
  return most === 0 ? [] : rows.map(({ hash }) => hash);
}

/** Notes the latest sign-in. */
export async function noteSignIn(tx: Tx, accountId: string, now: Date, address: string): Promise<void> {
  await tx.client.query(
    'update accounts.account set last_sign_in_at = $2, last_sign_in_address = $3 where account_id = $1',
    [accountId, now, address],
  );
}

/** Switches an account on or off. */
export async function setState(
  tx: Tx,
  { accountId, state, reason, now }: { accountId: string; state: Account['state']; reason: string | null; now: Date },
): Promise<void> {
  await tx.client.query(
    'update accounts.account set state = $2, state_reason = $3, state_since = $4 where account_id = $1',
    [accountId, state, reason, now],
  );
}

/** What the identity service calls this person; null unlinks. */
export async function setIdentity(tx: Tx, accountId: string, identity: string | null): Promise<void> {
  await tx.client.query('update accounts.account set identity = $2 where account_id = $1', [accountId, identity]);
}

/** The people among these who have an account. */
export async function peopleWithAccount(q: Queryable, personIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await q.query<{ personId: string }>(
    'select person_id::text as "personId" from accounts.account where person_id = any($1::bigint[])',
    [personIds],
  );
  return new Set(rows.map(({ personId }) => personId));
}

/** Changes of identities wait for each other, until the end of the transaction. */
export async function lockIdentities(tx: Tx): Promise<void> {
  await tx.client.query(`select pg_advisory_xact_lock(hashtextextended('xinheng identities', 0))`);
}

/** Takes the lock under which the first administrators are made, until the end of the transaction. */
export async function lockFirstStart(tx: Tx): Promise<void> {
  await tx.client.query(`select pg_advisory_xact_lock(hashtextextended('xinheng first administrator', 0))`);
}

/** Replaces the one-time link of the first start. */
export async function replaceSetupLink(tx: Tx, link: { tokenHash: Buffer; now: Date; expiresAt: Date }): Promise<void> {
  await tx.client.query(
    `insert into accounts.setup_link (token_hash, made_at, expires_at) values ($1, $2, $3)
     on conflict (lone) do update set token_hash = excluded.token_hash, made_at = excluded.made_at,
       expires_at = excluded.expires_at`,
    [link.tokenHash, link.now, link.expiresAt],
  );
}

/** Uses the link up; true when it was this one and still good. */
export async function takeSetupLink(tx: Tx, tokenHash: Buffer, now: Date): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    'delete from accounts.setup_link where token_hash = $1 and expires_at > $2',
    [tokenHash, now],
  );
  return rowCount === 1;
}

/** Removes the link, whatever it is. */
export async function dropSetupLink(tx: Tx): Promise<void> {
  await tx.client.query('delete from accounts.setup_link');
}

/** Whether anybody has an account. */
export async function anyAccount(q: Queryable): Promise<boolean> {
  const { rows } = await q.query('select from accounts.account limit 1');
  return rows.length > 0;
}
