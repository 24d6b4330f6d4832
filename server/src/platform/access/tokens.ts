/** API tokens of programs: made, shown, given a new secret, revoked. Who holds one is found in token-check.ts. */
import { randomBytes } from 'node:crypto';
import type { Queryable, Tx } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';
import { isScope, type PermissionName, scopes } from './permissions.ts';
import { tokenHashOf } from './token-check.ts';
import { type Viewer, within } from './viewer.ts';

export type NewToken = {
  /** The only department this token may write for. */
  department: string;
  label: string;
  /** Of `scopes` only. */
  permissions: readonly PermissionName[];
  createdBy: string;
  expiresAt?: Date;
  /** Requests a minute and a business day; the table's usual numbers when absent. */
  perMinute?: number | undefined;
  perDay?: number | undefined;
};

export type TokenListing = {
  tokenId: string;
  department: string;
  label: string;
  permissions: string[];
  perMinute: number;
  perDay: number;
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  revokedAt: string | null;
  rotatedAt: string | null;
  /** Until when the secret before the last rotation is good. */
  formerUntil: string | null;
  lastUsedAt: string | null;
};

function newTokenId(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(12), (byte) => alphabet[byte % 32]).join('');
}

const newSecretOf = (tokenId: string) => `xh_${tokenId}_${randomBytes(32).toString('base64url')}`;

/**
 * Creates an API token and returns its secret, `xh_<id>_<random>`: the only time it can be seen, since only its SHA-256
 * is stored. The caller has checked that the department exists and writes the audit entry in the same transaction.
 * @throws XinhengError `bad-request` for a permission that a program cannot be given
 */
export async function createToken(tx: Tx, token: NewToken): Promise<{ tokenId: string; secret: string }> {
  const wrong = token.permissions.filter((name) => !isScope(name));
  if (wrong.length > 0) {
    const message = `这些权限不能授予令牌：${wrong.join('、')}。可用的有：${Object.keys(scopes).join('、')}。`;
    throw new XinhengError('bad-request', { message, details: { errors: [{ in: 'body', field: 'scopes', message }] } });
  }
  const tokenId = newTokenId();
  const secret = newSecretOf(tokenId);
  await tx.client.query(
    `insert into platform.api_token (token_id, token_hash, department, label, permissions, created_by, expires_at,
       per_minute, per_day)
     values ($1, $2, $3, $4, $5, $6, $7, coalesce($8::int, 600), coalesce($9::int, 200000))`,
    [
      tokenId,
      tokenHashOf(secret),
      token.department,
      token.label,
      token.permissions,
      token.createdBy,
      token.expiresAt ?? null,
      token.perMinute ?? null,
      token.perDay ?? null,
    ],
  );
  return { tokenId, secret };
}

/**
 * Gives a valid token a new secret, which is returned this once; the present one stays good for so many hours, one before
 * that ends at once. Null when the token is unknown, revoked or expired.
 */
export async function rotateToken(
  tx: Tx,
  tokenId: string,
  { overlapHours }: { overlapHours: number },
): Promise<string | null> {
  const secret = newSecretOf(tokenId);
  const done = await tx.client.query(
    `update platform.api_token
        set former_hash = case when $3 > 0 then token_hash end, rotated_at = now(), token_hash = $2,
            former_until = case when $3 > 0 then now() + $3::float8 * interval '1 hour' end
      where token_id = $1 and revoked_at is null and coalesce(expires_at, 'infinity') > now()`,
    [tokenId, tokenHashOf(secret), overlapHours],
  );
  return done.rowCount === 1 ? secret : null;
}

/** Revokes a token; true when it was valid until now, false when it is unknown or was already revoked. */
export async function revokeToken(tx: Tx, tokenId: string, reason?: string): Promise<boolean> {
  const done = await tx.client.query(
    'update platform.api_token set revoked_at = now(), revoked_reason = $2 where token_id = $1 and revoked_at is null',
    [tokenId, reason ?? null],
  );
  return done.rowCount === 1;
}

const listed = `select t.token_id as "tokenId", t.department, t.label, t.permissions, t.per_minute as "perMinute",
       t.per_day as "perDay", t.created_at as "createdAt", t.created_by as "createdBy", t.expires_at as "expiresAt",
       t.revoked_at as "revokedAt", t.rotated_at as "rotatedAt", t.former_until as "formerUntil",
       (select max(u.last_at) from platform.api_token_use u where u.token_id = t.token_id) as "lastUsedAt"
  from platform.api_token t`;

/** All tokens, newest first, without anything secret; timestamps as ISO strings. */
export async function listTokens(q: Queryable): Promise<TokenListing[]> {
  const { rows } = await q.query<TokenListing>(`${listed} order by t.created_at desc, t.token_id`);
  return rows;
}

/** The token, if it is of an organisation for which the viewer manages tokens; null otherwise. With `lock` for a change. */
export async function findToken(
  q: Queryable,
  viewer: Viewer,
  tokenId: string,
  lock = false,
): Promise<TokenListing | null> {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const reached = within(viewer, 'tokens.manage', { department: 't.department' }, bind);
  const { rows } = await q.query<TokenListing>(
    `${listed} where t.token_id = ${bind(tokenId)} and ${reached}${lock ? ' for update of t' : ''}`,
    values,
  );
  return rows[0] ?? null;
}

/** Removes tokens that ended before one moment, and counts of days before another; returns how many of each. */
export async function forgetTokens(
  q: Queryable,
  { endedBefore, usedBefore }: { endedBefore: Date; usedBefore: Date },
): Promise<{ tokens: number; days: number }> {
  const tokens = await q.query('delete from platform.api_token where least(revoked_at, expires_at) < $1', [
    endedBefore,
  ]);
  const days = await q.query('delete from platform.api_token_use where last_at < $1', [usedBefore]);
  return { tokens: tokens.rowCount ?? 0, days: days.rowCount ?? 0 };
}
