import { createHash } from 'node:crypto';
import type { Db } from '../db/index.ts';
import { XinhengError } from '../errors/index.ts';

export type IdempotentRequest = {
  tokenId: string;
  /** The Idempotency-Key header as sent. */
  key: string;
  /** What makes the request this request: its parameters and the digest of its body. Only its SHA-256 is kept. */
  digest: string;
};

export type IdempotentAnswer = { status: number; body: unknown };

export type IdempotencyOptions = {
  /** A running request touches its entry this often. */
  touchMs?: number;
  /** An entry untouched for this long belongs to a process that died, and may be taken over. */
  abandonedMs?: number;
};

/** Answers are kept this long; a later repetition is a new request. */
const keptHours = 24;

/**
 * Runs a write at most once per token and key, and answers a repetition with the first answer (`replayed`). Another body
 * under the same key is `idempotency-mismatch`, a request still running `idempotency-in-flight`. When `run` throws, the
 * key is freed: a refused or failed request has had no effect and may be corrected and sent again.
 */
export async function withIdempotency(
  db: Db,
  request: IdempotentRequest,
  run: () => Promise<IdempotentAnswer>,
  { touchMs = 20_000, abandonedMs = 120_000 }: IdempotencyOptions = {},
): Promise<IdempotentAnswer & { replayed: boolean }> {
  const claim = await take(db, request, abandonedMs);
  if ('answer' in claim) return { ...claim.answer, replayed: true };
  // The moment of the last touch is the proof of ownership: whoever took the entry over has set another one.
  let owned = claim.touched;
  let touching = Promise.resolve();
  const timer = setInterval(() => {
    touching = touching
      .then(async () => {
        owned = (await touch(db, request, owned)) ?? owned;
      })
      .catch(() => {});
  }, touchMs);
  timer.unref();
  try {
    const answer = await run();
    clearInterval(timer);
    await touching;
    await db.pool.query(
      `update platform.idempotency set state = 'done', status = $4, body = $5
        where token_id = $1 and key = $2 and created_at = $3::timestamptz and state = 'running'`,
      [request.tokenId, request.key, owned, answer.status, JSON.stringify(answer.body)],
    );
    return { ...answer, replayed: false };
  } catch (error) {
    clearInterval(timer);
    await touching;
    await db.pool
      .query(
        `delete from platform.idempotency
          where token_id = $1 and key = $2 and created_at = $3::timestamptz and state = 'running'`,
        [request.tokenId, request.key, owned],
      )
      .catch(() => {});
    throw error;
  } finally {
    clearInterval(timer);
  }
}

async function take(
  db: Db,
  { tokenId, key, digest: told }: IdempotentRequest,
  abandonedMs: number,
): Promise<{ touched: string } | { answer: IdempotentAnswer }> {
  const digest = createHash('sha256').update(told).digest();
  // One statement claims a new key, an abandoned one with the same body, or one whose answer is no longer kept.
  const claimed = await db.pool.query<{ touched: string }>(
    `insert into platform.idempotency as held (token_id, key, request_digest, state, created_at)
     values ($1, $2, $3, 'running', clock_timestamp())
     on conflict (token_id, key) do update
        set request_digest = excluded.request_digest, state = 'running', status = null, body = null,
            created_at = excluded.created_at
      where (held.state = 'running' and held.request_digest = excluded.request_digest
             and held.created_at < clock_timestamp() - $4 * interval '1 millisecond')
         or held.created_at < clock_timestamp() - $5 * interval '1 hour'
     returning created_at::text as touched`,
    [tokenId, key, digest, abandonedMs, keptHours],
  );
  const mine = claimed.rows[0];
  if (mine !== undefined) return { touched: mine.touched };
  const { rows } = await db.pool.query(
    'select request_digest, state, status, body from platform.idempotency where token_id = $1 and key = $2',
    [tokenId, key],
  );
  const held = rows[0];
  if (held !== undefined && !digest.equals(held.request_digest)) {
    throw new XinhengError('idempotency-mismatch', '该 Idempotency-Key 已用于内容不同的请求,请换用新的键。');
  }
  if (held === undefined || held.state === 'running') {
    throw new XinhengError(
      'idempotency-in-flight',
      '相同 Idempotency-Key 的请求正在处理,请稍后用同一个键重试以取得结果。',
    );
  }
  return { answer: { status: held.status, body: held.body } };
}

async function touch(db: Db, { tokenId, key }: IdempotentRequest, owned: string): Promise<string | undefined> {
  const { rows } = await db.pool.query<{ touched: string }>(
    `update platform.idempotency set created_at = clock_timestamp()
      where token_id = $1 and key = $2 and created_at = $3::timestamptz and state = 'running'
      returning created_at::text as touched`,
    [tokenId, key, owned],
  );
  return rows[0]?.touched;
}

/** Deletes answers past their keeping; returns how many. For a daily job. */
export async function forgetOldAnswers(db: Db): Promise<number> {
  const { rowCount } = await db.pool.query(
    `delete from platform.idempotency where created_at < now() - $1 * interval '1 hour'`,
    [keptHours],
  );
  return rowCount ?? 0;
}
