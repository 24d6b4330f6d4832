import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Db, Queryable, Tx } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';
import { isPermission, type PermissionName } from './permissions.ts';
import type { Viewer } from './viewer.ts';

export type NewToken = {
  /** The only department this token may write for. */
  department: string;
  label: string;
  permissions: readonly PermissionName[];
  createdBy: string;
  expiresAt?: Date;
};

export type TokenListing = {
  tokenId: string;
  department: string;
  label: string;
  permissions: string[];
  createdAt: string;
  createdBy: string;
  expiresAt: string | null;
  revokedAt: string | null;
};

/** A revocation takes effect everywhere within this many milliseconds. */
const cacheMs = 5_000;
const mostCached = 1_000;

const secretShape = /^xh_([0-9a-z]{12})_[0-9A-Za-z_-]{43}$/;

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function newTokenId(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  return Array.from(randomBytes(12), (byte) => alphabet[byte % 32]).join('');
}

/**
 * Creates an API token and returns its secret, `xh_<id>_<random>`: the only time it can be seen, since only its SHA-256
 * is stored. The caller has checked that the department exists and writes the audit entry in the same transaction.
 */
export async function createToken(tx: Tx, token: NewToken): Promise<{ tokenId: string; secret: string }> {
  const unknown = token.permissions.filter((name) => !isPermission(name));
  if (unknown.length > 0) throw new XinhengError('bad-request', `没有这些权限:${unknown.join('、')}。`);
  const tokenId = newTokenId();
  const secret = `xh_${tokenId}_${randomBytes(32).toString('base64url')}`;
  await tx.client.query(
    `insert into platform.api_token (token_id, token_hash, department, label, permissions, created_by, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      tokenId,
      hashOf(secret),
      token.department,
      token.label,
      token.permissions,
      token.createdBy,
      token.expiresAt ?? null,
    ],
  );
  return { tokenId, secret };
}

/** Revokes a token; true when it was valid until now, false when it is unknown or was already revoked. */
export async function revokeToken(tx: Tx, tokenId: string): Promise<boolean> {
  const done = await tx.client.query(
    'update platform.api_token set revoked_at = now() where token_id = $1 and revoked_at is null',
    [tokenId],
  );
  return done.rowCount === 1;
}

/** All tokens, newest first, without anything secret; timestamps as ISO strings. */
export async function listTokens(q: Queryable): Promise<TokenListing[]> {
  const { rows } = await q.query(
    `select token_id, department, label, permissions, created_at, created_by, expires_at, revoked_at
       from platform.api_token order by created_at desc, token_id`,
  );
  const iso = (at: unknown): string => new Date(at as string).toISOString();
  return rows.map((row) => ({
    tokenId: row.token_id,
    department: row.department,
    label: row.label,
    permissions: row.permissions,
    createdAt: iso(row.created_at),
    createdBy: row.created_by,
    expiresAt: row.expires_at === null ? null : iso(row.expires_at),
    revokedAt: row.revoked_at === null ? null : iso(row.revoked_at),
  }));
}

type Known = { hash: Buffer; viewer: Viewer; expiresAt: number; loadedAt: number };

/** Answers who holds a secret: a client viewer, or null when the secret is unknown, revoked or expired. */
export type Authenticate = (secret: string) => Promise<Viewer | null>;

/**
 * Builds the verifier. Valid tokens are remembered for 5 seconds, so a burst of requests costs one look-up and a
 * revocation still bites within 5 seconds; unknown ones are never remembered.
 */
export function tokenVerifier(db: Pick<Db, 'pool'>, now: () => number = Date.now): Authenticate {
  const cache = new Map<string, Known>();
  return async (secret) => {
    const tokenId = secretShape.exec(secret)?.[1];
    if (tokenId === undefined) return null;
    let known = cache.get(tokenId);
    if (known === undefined || now() - known.loadedAt >= cacheMs) {
      cache.delete(tokenId);
      known = await load(db.pool, tokenId, now());
      if (known === undefined) return null;
      if (cache.size >= mostCached) cache.clear();
      cache.set(tokenId, known);
    }
    if (!timingSafeEqual(known.hash, hashOf(secret)) || known.expiresAt <= now()) return null;
    return known.viewer;
  };
}

async function load(q: Queryable, tokenId: string, loadedAt: number): Promise<Known | undefined> {
  const { rows } = await q.query(
    `select token_hash, department, permissions, expires_at from platform.api_token
      where token_id = $1 and revoked_at is null`,
    [tokenId],
  );
  const row = rows[0];
  if (row === undefined) return undefined;
  return {
    hash: row.token_hash,
    viewer: { kind: 'client', tokenId, department: row.department, permissions: new Set<string>(row.permissions) },
    expiresAt: row.expires_at === null ? Number.POSITIVE_INFINITY : new Date(row.expires_at).getTime(),
    loadedAt,
  };
}
