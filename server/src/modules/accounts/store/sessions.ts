import type { Queryable, Tx } from '../../../platform/db/index.ts';

export type Method = 'password' | 'identity-service' | 'first-administrator';

/** A session as every request needs it. Moments in milliseconds since 1970. */
export interface StoredSession {
  sessionId: string;
  accountId: string;
  personId: string;
  login: string;
  postId: string;
  standing: string;
  method: Method;
  lastSeenAt: number;
  absoluteUntil: number;
  secondFactorShown: boolean;
  mustChangePassword: boolean;
  hasSecondFactor: boolean;
}

const epoch = (column: string) => `(extract(epoch from ${column}) * 1000)::float8`;

/** The session of this secret while it lives and its account is active; null otherwise. */
export async function liveSession(
  q: Queryable,
  secretHash: Buffer,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<StoredSession | null> {
  const { rows } = await q.query<StoredSession>({
    name: 'live session',
    text: `select s.session_id as "sessionId", s.account_id::text as "accountId", a.person_id::text as "personId",
                  a.login, s.post_id::text as "postId", s.standing, s.method, ${epoch('s.last_seen_at')} as "lastSeenAt",
                  ${epoch('s.absolute_until')} as "absoluteUntil", s.second_factor_at is not null as "secondFactorShown",
                  s.must_change_password as "mustChangePassword", f.confirmed_at is not null as "hasSecondFactor"
             from accounts.session s
             join accounts.account a on a.account_id = s.account_id and a.state = 'active'
             left join accounts.second_factor f on f.account_id = s.account_id
            where s.secret_hash = $1 and s.ended_at is null and s.absolute_until > $2 and s.last_seen_at > $3`,
    values: [secretHash, now, idleSince],
  });
  return rows[0] ?? null;
}

/** Notes that the session was used. */
export async function touchSession(q: Queryable, sessionId: string, now: Date): Promise<void> {
  await q.query({
    name: 'touch session',
    text: 'update accounts.session set last_seen_at = $2 where session_id = $1 and last_seen_at < $2',
    values: [sessionId, now],
  });
}

export interface NewSession {
  sessionId: string;
  secretHash: Buffer;
  accountId: string;
  postId: string;
  standing: string;
  method: Method;
  now: Date;
  absoluteUntil: Date;
  secondFactorShown: boolean;
  mustChangePassword: boolean;
  address: string;
  userAgent: string;
}

/** Begins a session. */
export async function insertSession(tx: Tx, session: NewSession): Promise<void> {
  await tx.client.query(
    `insert into accounts.session (session_id, secret_hash, account_id, post_id, standing, method, begun_at, last_seen_at,
       absolute_until, second_factor_at, must_change_password, address, user_agent)
     values ($1, $2, $3, $4, $5, $6, $7, $7, $8, case when $9 then $7::timestamptz end, $10, $11, $12)`,
    [
      session.sessionId,
      session.secretHash,
      session.accountId,
      session.postId,
      session.standing,
      session.method,
      session.now,
      session.absoluteUntil,
      session.secondFactorShown,
      session.mustChangePassword,
      session.address,
      session.userAgent,
    ],
  );
}

export interface SessionChange {
  secretHash: Buffer;
  now: Date;
  secondFactorShown?: true;
  mustChangePassword?: false;
  post?: { postId: string; standing: string };
}

/** A step up, or another post: the same session under a new secret. The old one is worth nothing from here on. */
export async function renewSession(tx: Tx, sessionId: string, change: SessionChange): Promise<void> {
  await tx.client.query(
    `update accounts.session
        set secret_hash = $2, last_seen_at = $3,
            second_factor_at = case when $4 then $3::timestamptz else second_factor_at end,
            must_change_password = must_change_password and not $5,
            post_id = coalesce($6::bigint, post_id), standing = coalesce($7, standing)
      where session_id = $1 and ended_at is null`,
    [
      sessionId,
      change.secretHash,
      change.now,
      change.secondFactorShown === true,
      change.mustChangePassword === false,
      change.post?.postId ?? null,
      change.post?.standing ?? null,
    ],
  );
}

/** Ends one session; true when it lived until now. */
export async function endSession(q: Queryable, sessionId: string, why: string, now: Date): Promise<boolean> {
  const { rowCount } = await q.query(
    `update accounts.session set ended_at = $3, ended_why = $2 where session_id = $1 and ended_at is null`,
    [sessionId, why, now],
  );
  return rowCount === 1;
}

/** Ends all sessions of an account but one; returns how many. */
export async function endSessionsOf(
  tx: Tx,
  accountId: string,
  { why, now, except }: { why: string; now: Date; except?: string },
): Promise<number> {
  const { rowCount } = await tx.client.query(
    `update accounts.session set ended_at = $3, ended_why = $2
      where account_id = $1 and ended_at is null and session_id <> $4`,
    [accountId, why, now, except ?? ''],
  );
  return rowCount ?? 0;
}

/** Ends the oldest sessions of an account beyond `most` that live. */
export async function endSessionsBeyond(tx: Tx, accountId: string, most: number, now: Date): Promise<void> {
  await tx.client.query(
    `update accounts.session set ended_at = $3, ended_why = 'too-many' where session_id in (
       select session_id from accounts.session where account_id = $1 and ended_at is null
        order by begun_at desc, session_id offset $2)`,
    [accountId, most, now],
  );
}

/** A session as its owner and the administrator see it. Moments as ISO text. */
export interface SessionListing {
  sessionId: string;
  method: Method;
  begunAt: string;
  lastSeenAt: string;
  absoluteUntil: string;
  address: string;
  userAgent: string;
}

/** The living sessions of an account, newest first. */
export async function listSessions(
  q: Queryable,
  accountId: string,
  { now, idleSince }: { now: Date; idleSince: Date },
): Promise<SessionListing[]> {
  const { rows } = await q.query<SessionListing>(
    `select session_id as "sessionId", method, begun_at as "begunAt", last_seen_at as "lastSeenAt",
            absolute_until as "absoluteUntil", address, user_agent as "userAgent"
       from accounts.session
      where account_id = $1 and ended_at is null and absolute_until > $2 and last_seen_at > $3
      order by begun_at desc, session_id`,
    [accountId, now, idleSince],
  );
  return rows;
}

/** The living session with this number, if it is this account's. */
export async function isSessionOf(q: Queryable, sessionId: string, accountId: string): Promise<boolean> {
  const { rows } = await q.query(
    'select from accounts.session where session_id = $1 and account_id = $2 and ended_at is null',
    [sessionId, accountId],
  );
  return rows.length === 1;
}

/** The post of the account's latest session; null before its first. */
export async function lastPostOf(q: Queryable, accountId: string): Promise<string | null> {
  const { rows } = await q.query<{ postId: string }>(
    `select post_id::text as "postId" from accounts.session where account_id = $1
      order by begun_at desc, session_id limit 1`,
    [accountId],
  );
  return rows[0]?.postId ?? null;
}

/** Deletes sessions that ended, or ran out, before `before`; returns how many. */
export async function forgetSessions(q: Queryable, before: Date): Promise<number> {
  const { rowCount } = await q.query('delete from accounts.session where coalesce(ended_at, absolute_until) < $1', [
    before,
  ]);
  return rowCount ?? 0;
}
