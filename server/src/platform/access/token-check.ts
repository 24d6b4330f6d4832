/** Who holds a token, and whether it may ask once more. */
import { createHash, timingSafeEqual } from 'node:crypto';
import { businessToday } from '../calendar/index.ts';
import type { Db, Queryable } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';
import { isScope } from './permissions.ts';
import type { Viewer } from './viewer.ts';

/** A revocation takes effect everywhere within this many milliseconds. */
const cacheMs = 5_000;
/** A new secret is known everywhere within this many milliseconds. */
const doubtMs = 1_000;
const mostCached = 1_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Beijing is eight hours ahead all year. */
const beijingMs = 8 * 3_600_000;

const secretShape = /^xh_([0-9a-z]{12})_[0-9A-Za-z_-]{43}$/;

/** What of a token's secret is stored. */
export function tokenHashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

interface Known {
  hash: Buffer;
  /** The secret before the last rotation, and until when it is good. */
  former: Buffer | null;
  formerUntil: number;
  viewer: Viewer;
  expiresAt: number;
  perMinute: number;
  perDay: number;
  /** Requests of the day that the store knows of, those of this process before `loadedAt` included. */
  dayBefore: number;
  loadedAt: number;
}

/** Requests of one token that this process has counted. */
interface Counted {
  minute: number;
  inMinute: number;
  day: number;
  /** Of `day`, not yet written to the store. */
  unwritten: number;
}

/**
 * Answers who holds a secret: a client viewer, or null when the secret is unknown, revoked or expired. Each answer that is
 * not null counts as one request of the token.
 * @throws XinhengError `rate-limited` when its quota of the minute or the day is used up
 */
export type Authenticate = (secret: string) => Promise<Viewer | null>;

/**
 * Builds the verifier. Valid tokens are remembered for 5 seconds, so a burst of requests costs one look-up and one write of
 * their count, and a revocation still bites within 5 seconds; unknown ones are never remembered. The quota of the minute
 * holds for this process, that of the day (Beijing time) for all that share the store.
 */
export function tokenVerifier(db: Pick<Db, 'pool'>, now: () => number = Date.now): Authenticate {
  const cache = new Map<string, Known>();
  const counts = new Map<string, Counted>();
  const loading = new Map<string, Promise<Known | undefined>>();
  const fresh = async (tokenId: string): Promise<Known | undefined> => {
    cache.delete(tokenId);
    const counted = counts.get(tokenId);
    const unwritten = counted?.unwritten ?? 0;
    const at = now();
    const known = await load(db.pool, { tokenId, counted, at });
    if (counted) counted.unwritten -= unwritten;
    if (known === undefined) return undefined;
    if (cache.size >= mostCached) cache.clear();
    cache.set(tokenId, known);
    return known;
  };
  return async (secret) => {
    const tokenId = secretShape.exec(secret)?.[1];
    if (tokenId === undefined) return null;
    const hash = tokenHashOf(secret);
    let known = cache.get(tokenId);
    const age = known === undefined ? Number.POSITIVE_INFINITY : now() - known.loadedAt;
    // A secret that does not fit what is remembered may be a new one; guesses cost one look-up a second, no more.
    if (known === undefined || age >= (isSecretOf(known, hash, now()) ? cacheMs : doubtMs)) {
      // Requests that come together wait for one look-up: two would both write what was counted.
      let pending = loading.get(tokenId);
      if (pending === undefined) {
        pending = fresh(tokenId).finally(() => loading.delete(tokenId));
        loading.set(tokenId, pending);
      }
      known = await pending;
      if (known === undefined) return null;
    }
    if (!isSecretOf(known, hash, now())) return null;
    if (!counts.has(tokenId) && counts.size >= mostCached) forgetWritten(counts);
    take(known, counts, tokenId, now());
    return known.viewer;
  };
}

function isSecretOf(known: Known, hash: Buffer, at: number): boolean {
  const present = timingSafeEqual(known.hash, hash);
  const former = known.former !== null && timingSafeEqual(known.former, hash) && known.formerUntil > at;
  return (present || former) && known.expiresAt > at;
}

const dayOf = (at: number) => Math.floor((at + beijingMs) / dayMs);

/** Counts one request. @throws XinhengError `rate-limited` */
function take(known: Known, counts: Map<string, Counted>, tokenId: string, at: number): void {
  const minute = Math.floor(at / minuteMs);
  const day = dayOf(at);
  const counted = counts.get(tokenId) ?? { minute, inMinute: 0, day, unwritten: 0 };
  counts.set(tokenId, counted);
  if (counted.minute !== minute) Object.assign(counted, { minute, inMinute: 0 });
  if (counted.day !== day) Object.assign(counted, { day, unwritten: 0 });
  const soFar = dayOf(known.loadedAt) === day ? known.dayBefore : 0;
  if (soFar + counted.unwritten >= known.perDay) {
    const retryAfter = Math.ceil(((day + 1) * dayMs - beijingMs - at) / 1000);
    throw exhausted(`该令牌今日的配额（${known.perDay} 次）已用完，次日零时恢复。`, retryAfter);
  }
  if (counted.inMinute >= known.perMinute) {
    const retryAfter = Math.max(1, Math.ceil(((minute + 1) * minuteMs - at) / 1000));
    throw exhausted(`该令牌每分钟最多 ${known.perMinute} 次，请 ${retryAfter} 秒后再试。`, retryAfter);
  }
  counted.inMinute += 1;
  counted.unwritten += 1;
}

function exhausted(message: string, retryAfter: number): XinhengError {
  return new XinhengError('rate-limited', { message, details: { retryAfter } });
}

/** Drops the counts that the store has. */
function forgetWritten(counts: Map<string, Counted>): void {
  for (const [tokenId, { unwritten }] of counts) if (unwritten === 0) counts.delete(tokenId);
}

/** Writes what was counted and reads the token, in one statement. */
async function load(
  q: Queryable,
  { tokenId, counted, at }: { tokenId: string; counted: Counted | undefined; at: number },
): Promise<Known | undefined> {
  const dayText = (day: number) => businessToday(new Date(day * dayMs));
  const today = dayOf(at);
  const { rows } = await q.query({
    name: 'token with its use',
    text: `with written as (
        insert into platform.api_token_use as u (token_id, day, requests, last_at)
        select token_id, $2::date, $3::bigint, $4::timestamptz from platform.api_token
         where token_id = $1 and $3::bigint > 0
        on conflict (token_id, day) do update set requests = u.requests + excluded.requests,
          last_at = greatest(u.last_at, excluded.last_at)
        returning day, requests
      )
      select t.token_hash, t.department, t.permissions, t.expires_at, t.former_hash, t.former_until, t.per_minute,
             t.per_day, coalesce((select requests from written w where w.day = $5::date),
               (select requests from platform.api_token_use u where u.token_id = t.token_id and u.day = $5::date), 0)
               as used
        from platform.api_token t where t.token_id = $1 and t.revoked_at is null`,
    values: [tokenId, dayText(counted?.day ?? today), counted?.unwritten ?? 0, new Date(at), dayText(today)],
  });
  const row = rows[0];
  if (row === undefined) return undefined;
  const moment = (text: string | null) => (text === null ? Number.POSITIVE_INFINITY : new Date(text).getTime());
  return {
    hash: row.token_hash,
    former: row.former_hash,
    formerUntil: moment(row.former_until),
    // A scope that is no longer declared as one is no longer granted.
    viewer: {
      kind: 'client',
      tokenId,
      department: row.department,
      permissions: new Set<string>((row.permissions as string[]).filter(isScope)),
    },
    expiresAt: moment(row.expires_at),
    perMinute: row.per_minute,
    perDay: row.per_day,
    dayBefore: Number(row.used),
    loadedAt: at,
  };
}
