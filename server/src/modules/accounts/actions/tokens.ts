/** What the security administrator does with the tokens of programs. */
import type { NewTokenRequest, Token, TokenSecret } from '@xinheng/contracts/accounts.ts';
import {
  actorOf,
  createToken,
  findToken,
  reachesTo,
  revokeToken,
  rotateToken,
  scopes,
  type TokenListing,
  type Viewer,
  whoIs,
} from '../../../platform/access/index.ts';
import { audit } from '../../../platform/audit/index.ts';
import { type Tx, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import { announce } from '../../../platform/events/index.ts';
import type { Context } from '../context.ts';
import { organisationName } from '../store/organisations.ts';
import { badField } from './entry.ts';

type Given = Pick<Context, 'db' | 'city' | 'now'>;

function noSuchToken(): XinhengError {
  return new XinhengError('not-found', '没有找到这个令牌，或者它不在您的管理范围内。');
}

/** One token. @throws XinhengError `not-found` when there is none within reach */
export async function showToken(given: Given, viewer: Viewer, tokenId: string): Promise<Token> {
  const found = await findToken(given.db.pool, viewer, tokenId);
  if (found === null) throw noSuchToken();
  return shown(given, found, (await organisationName(given.db.pool, found.department)) ?? found.department);
}

function shown({ now }: Given, token: TokenListing, departmentName: string): Token {
  const { tokenId, department, label, perMinute, perDay, createdAt, createdBy } = token;
  const { expiresAt, revokedAt, formerUntil, lastUsedAt } = token;
  const at = now();
  const over = expiresAt !== null && new Date(expiresAt) <= at;
  return {
    ...{ tokenId, department, departmentName, label, perMinute, perDay, createdAt, createdBy },
    scopes: token.permissions.map((code) => ({ code, name: scopes[code] ?? code })),
    state: revokedAt !== null ? 'revoked' : over ? 'expired' : 'active',
    ...(expiresAt !== null && { expiresAt }),
    ...(revokedAt !== null && { revokedAt }),
    ...(formerUntil !== null && new Date(formerUntil) > at && { overlapUntil: formerUntil }),
    ...(lastUsedAt !== null && { lastUsedAt }),
  };
}

/** Makes a token; the secret in the answer is shown this once. @throws XinhengError `bad-request` */
export async function makeToken(given: Given, viewer: Viewer, wanted: NewTokenRequest): Promise<TokenSecret> {
  const { db, city, now } = given;
  const { department, label } = wanted;
  const usual = city.signIn.tokens;
  const made = await transact(db, async (tx) => {
    const known = reachesTo(viewer, 'tokens.manage', { department });
    if (!known || (await organisationName(tx.client, department)) === null) {
      throw badField('department', '没有这个单位，或者它不在您的管理范围内。');
    }
    const created = await createToken(tx, {
      ...{ department, label: label.trim() },
      permissions: [...new Set(wanted.scopes)],
      createdBy: actorOf(viewer),
      expiresAt: new Date(now().getTime() + (wanted.days ?? usual.days) * 86_400_000),
      perMinute: wanted.perMinute ?? usual.perMinute,
      perDay: wanted.perDay ?? usual.perDay,
    });
    await tell(tx, viewer, created.tokenId, {
      verb: 'create-token',
      details: { of: department, scopes: wanted.scopes },
    });
    return created;
  });
  return { token: await showToken(given, viewer, made.tokenId), secret: made.secret };
}

/** Gives a token a new secret; the present one goes on for the overlap. @throws XinhengError `not-found`, `conflict` */
export async function renewToken(
  given: Given,
  viewer: Viewer,
  tokenId: string,
  overlapHours: number = given.city.signIn.tokens.overlapHours,
): Promise<TokenSecret> {
  const secret = await transact(given.db, async (tx) => {
    if ((await findToken(tx.client, viewer, tokenId, true)) === null) throw noSuchToken();
    const fresh = await rotateToken(tx, tokenId, { overlapHours });
    if (fresh === null) throw new XinhengError('conflict', '该令牌已作废或已过期，不能更换密钥，请新建令牌。');
    await tell(tx, viewer, tokenId, { verb: 'rotate-token', details: { overlapHours } });
    return fresh;
  });
  return { token: await showToken(given, viewer, tokenId), secret };
}

/** Ends a token for good. @throws XinhengError `not-found`, `conflict` when it was revoked already */
export async function endToken(given: Given, viewer: Viewer, tokenId: string, reason: string): Promise<Token> {
  await transact(given.db, async (tx) => {
    if ((await findToken(tx.client, viewer, tokenId, true)) === null) throw noSuchToken();
    if (!(await revokeToken(tx, tokenId, reason))) throw new XinhengError('conflict', '该令牌已经作废。');
    await tell(tx, viewer, tokenId, { verb: 'revoke-token', reason });
  });
  return showToken(given, viewer, tokenId);
}

async function tell(
  tx: Tx,
  viewer: Viewer,
  tokenId: string,
  { verb, reason, details }: { verb: string; reason?: string; details?: Record<string, unknown> },
): Promise<void> {
  const object = `token:${tokenId}`;
  await audit(tx, { ...whoIs(viewer), action: `access.${verb}`, object, reason, details });
  await announce(tx, { type: 'access.token-changed', orderingKey: object, payload: { tokenId, change: verb } });
}
