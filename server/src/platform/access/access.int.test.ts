import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freshDatabase, type TestDatabase } from '../../../test/database.ts';
import { audit } from '../audit/index.ts';
import { transact } from '../db/index.ts';
import {
  createToken,
  forgetOldAnswers,
  forgetTokens,
  listTokens,
  revokeToken,
  rotateToken,
  tokenVerifier,
  withIdempotency,
} from './index.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const make = (more: { expiresAt?: Date; perMinute?: number; perDay?: number } = {}) =>
  transact(database.db, (tx) =>
    createToken(tx, {
      department: 'tax',
      label: '税务前置机',
      permissions: ['batches.submit'],
      createdBy: 'operator:test',
      ...more,
    }),
  );

describe('API tokens', () => {
  it('are shown once, stored as a hash, and name department and permissions', async () => {
    const { secret, tokenId } = await make();
    expect(secret).toMatch(new RegExp(`^xh_${tokenId}_[\\w-]{43}$`));
    const { rows } = await database.db.pool.query('select * from platform.api_token where token_id = $1', [tokenId]);
    expect(JSON.stringify(rows)).not.toContain(secret.slice(17));
    expect(await tokenVerifier(database.db)(secret)).toEqual({
      kind: 'client',
      tokenId,
      department: 'tax',
      permissions: new Set(['batches.submit']),
    });
    expect((await listTokens(database.db.pool)).find((token) => token.tokenId === tokenId)).toMatchObject({
      label: '税务前置机',
      expiresAt: null,
      revokedAt: null,
    });
  });

  it('refuse anything but the very secret', async () => {
    const { secret } = await make();
    const verify = tokenVerifier(database.db);
    await verify(secret);
    const last = secret.at(-1) === 'A' ? 'B' : 'A';
    for (const wrong of [
      '',
      'xh_',
      secret.slice(0, -1),
      secret.slice(0, -1) + last,
      `${secret}x`,
      secret.toUpperCase(),
    ]) {
      expect(await verify(wrong)).toBeNull();
    }
  });

  it('end within five seconds of their revocation, and at their expiry', async () => {
    let now = Date.now();
    const verify = tokenVerifier(database.db, () => now);
    const { secret, tokenId } = await make();
    expect(await verify(secret)).not.toBeNull();
    expect(await transact(database.db, (tx) => revokeToken(tx, tokenId))).toBe(true);
    expect(await transact(database.db, (tx) => revokeToken(tx, tokenId))).toBe(false);
    now += 5_000;
    expect(await verify(secret)).toBeNull();

    const short = await make({ expiresAt: new Date(now + 1_000) });
    expect(await verify(short.secret)).not.toBeNull();
    now += 1_000;
    expect(await verify(short.secret)).toBeNull();
  });
});

describe('the quota of a token', () => {
  /** A moment at the beginning of a minute, an hour before midnight in Beijing. */
  const evening = Date.UTC(2026, 10, 24, 15, 0, 0);
  const refusal = (retryAfter: number) => ({ code: 'rate-limited', details: { retryAfter } });

  it('of the minute is full again in the next one', async () => {
    let now = evening + 20_000;
    const verify = tokenVerifier(database.db, () => now);
    const { secret } = await make({ perMinute: 3 });
    for (let i = 0; i < 3; i++) expect(await verify(secret)).not.toBeNull();
    await expect(verify(secret)).rejects.toMatchObject(refusal(40));
    now += 40_000;
    expect(await verify(secret)).not.toBeNull();
  });

  it('of the day holds over processes and restarts, until midnight in Beijing', async () => {
    let now = evening;
    const { secret, tokenId } = await make({ perDay: 10 });
    const [one, other] = [tokenVerifier(database.db, () => now), tokenVerifier(database.db, () => now)];
    for (let i = 0; i < 6; i++) await one(secret);
    now += 5_000;
    await one(secret);
    for (let i = 0; i < 4; i++) await other(secret);
    await expect(other(secret)).rejects.toMatchObject(refusal(3_595));
    now += 5_000;
    await expect(one(secret)).resolves.toMatchObject({ tokenId });
    await expect(other(secret)).rejects.toMatchObject(refusal(3_590));
    now = evening + 3_600_000;
    expect(await one(secret)).not.toBeNull();
    const { rows } = await database.db.pool.query(
      'select day, requests from platform.api_token_use where token_id = $1 order by day',
      [tokenId],
    );
    expect(rows[0]).toMatchObject({ day: '2026-11-24' });
    expect((await listTokens(database.db.pool)).find((token) => token.tokenId === tokenId)?.lastUsedAt).toEqual(
      expect.any(String),
    );
  });

  it('counts simultaneous requests once each', async () => {
    let now = evening;
    const verify = tokenVerifier(database.db, () => now);
    const { secret, tokenId } = await make();
    await Promise.all(Array.from({ length: 20 }, () => verify(secret)));
    now += 5_000;
    await Promise.all(Array.from({ length: 20 }, () => verify(secret)));
    const { rows } = await database.db.pool.query('select requests from platform.api_token_use where token_id = $1', [
      tokenId,
    ]);
    expect(rows.map(({ requests }) => Number(requests))).toEqual([20]);
  });
});

describe('a new secret of a token', () => {
  const rotate = (tokenId: string, overlapHours: number) =>
    transact(database.db, (tx) => rotateToken(tx, tokenId, { overlapHours }));

  it('is good beside the former one for the overlap, and no third', async () => {
    let now = Date.now();
    const fresh = () => tokenVerifier(database.db, () => now);
    const { secret, tokenId } = await make();
    const second = (await rotate(tokenId, 24)) ?? '';
    expect([await fresh()(secret), await fresh()(second)].map((viewer) => viewer?.kind)).toEqual(['client', 'client']);
    const third = (await rotate(tokenId, 24)) ?? '';
    expect(await fresh()(secret)).toBeNull();
    now += 25 * 3_600_000;
    expect([await fresh()(second), await fresh()(third)].map((viewer) => viewer?.kind)).toEqual([undefined, 'client']);
    const fourth = (await rotate(tokenId, 0)) ?? '';
    expect([await fresh()(third), await fresh()(fourth)].map((viewer) => viewer?.kind)).toEqual([undefined, 'client']);
  });

  it('is good within a second where the former one is still remembered', async () => {
    let now = Date.now();
    const verify = tokenVerifier(database.db, () => now);
    const { secret, tokenId } = await make();
    await verify(secret);
    const second = (await rotate(tokenId, 0)) ?? '';
    expect(await verify(second)).toBeNull();
    now += 1_000;
    expect(await verify(second)).not.toBeNull();
    expect(await verify(secret)).toBeNull();
  });

  it('is not given to a token that has ended', async () => {
    const { tokenId } = await make({ expiresAt: new Date(Date.now() - 1_000) });
    expect(await rotate(tokenId, 1)).toBeNull();
  });
});

describe('what a token can be given', () => {
  it('is a declared scope; what only people may do is refused', async () => {
    for (const name of ['accounts.manage', 'roles.grant', 'workbench.use', 'nothing.at-all']) {
      const given = { department: 'tax', label: 'x', permissions: [name], createdBy: 'test' };
      await expect(transact(database.db, (tx) => createToken(tx, given))).rejects.toMatchObject({
        code: 'bad-request',
      });
    }
  });

  it('is not more than is declared today, whatever the row says', async () => {
    const { secret, tokenId } = await make();
    await database.db.pool.query(
      `update platform.api_token set permissions = '{batches.submit,accounts.manage}' where token_id = $1`,
      [tokenId],
    );
    expect(await tokenVerifier(database.db)(secret)).toMatchObject({ permissions: new Set(['batches.submit']) });
  });
});

it('ended tokens are removed in time, living ones stay', async () => {
  const [ended, living] = [await make({ expiresAt: new Date(Date.now() - 86_400_000) }), await make()];
  const soon = new Date(Date.now() - 3_600_000);
  await forgetTokens(database.db.pool, { endedBefore: soon, usedBefore: soon });
  const left = (await listTokens(database.db.pool)).map(({ tokenId }) => tokenId);
  expect([left.includes(ended.tokenId), left.includes(living.tokenId)]).toEqual([false, true]);
});

describe('idempotent writes', () => {
  const request = (key: string, body = 'a') => ({ tokenId: 't', key, digest: body });

  it('answer a repetition with the first answer, without doing it again', async () => {
    let runs = 0;
    const run = async () => ({ status: 201, body: { batch: ++runs } });
    expect(await withIdempotency(database.db, request('k1'), run)).toEqual({
      status: 201,
      body: { batch: 1 },
      replayed: false,
    });
    expect(await withIdempotency(database.db, request('k1'), run)).toEqual({
      status: 201,
      body: { batch: 1 },
      replayed: true,
    });
    expect(runs).toBe(1);
    await expect(withIdempotency(database.db, request('k1', 'b'), run)).rejects.toMatchObject({
      code: 'idempotency-mismatch',
    });
  });

  it('let only one of many simultaneous requests through', async () => {
    let runs = 0;
    let finish: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const attempts = Array.from({ length: 5 }, () =>
      withIdempotency(database.db, request('k2'), async () => {
        runs++;
        await held;
        return { status: 200, body: null };
      }),
    );
    const refused = attempts.map((attempt) =>
      attempt.then(
        () => null,
        (error: { code: string }) => error.code,
      ),
    );
    await Promise.race(refused);
    finish();
    const codes = await Promise.all(refused);
    expect(runs).toBe(1);
    expect(codes.filter((code) => code === null)).not.toHaveLength(0);
    expect(codes.filter((code) => code !== null && code !== 'idempotency-in-flight')).toEqual([]);
  });

  it('free the key when the write fails', async () => {
    const failing = withIdempotency(database.db, request('k3'), async () => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    const again = await withIdempotency(database.db, request('k3', 'corrected'), async () => ({
      status: 200,
      body: 1,
    }));
    expect(again.replayed).toBe(false);
  });

  it('let a dead request be taken over, and the dead one keeps nothing', async () => {
    let finish: () => void = () => {};
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let started: () => void = () => {};
    const inside = new Promise<void>((resolve) => {
      started = resolve;
    });
    const stalled = withIdempotency(
      database.db,
      request('k4'),
      async () => {
        started();
        await held;
        return { status: 200, body: 'stalled' };
      },
      { touchMs: 3_600_000 },
    );
    await inside;
    await database.db.pool.query(
      `update platform.idempotency set created_at = created_at - interval '1 hour' where key = 'k4'`,
    );
    const next = await withIdempotency(database.db, request('k4'), async () => ({ status: 200, body: 'next' }));
    expect(next.body).toBe('next');
    finish();
    await stalled;
    const third = await withIdempotency(database.db, request('k4'), async () => ({ status: 200, body: 'third' }));
    expect(third).toMatchObject({ body: 'next', replayed: true });
  });

  it('are forgotten after a day', async () => {
    await database.db.pool.query(
      `insert into platform.idempotency (token_id, key, request_digest, state, created_at)
       values ('t', 'old', '\\x00', 'done', now() - interval '25 hours')`,
    );
    expect(await forgetOldAnswers(database.db)).toBe(1);
  });
});

describe('the audit log', () => {
  it('takes entries inside a transaction and lets nobody change them', async () => {
    await transact(database.db, (tx) =>
      audit(tx, { actor: 'operator:test', action: 'token.create', object: 'token:x', details: { department: 'tax' } }),
    );
    const { rows } = await database.db.pool.query('select actor, action, details from platform.audit_entry');
    expect(rows).toEqual([{ actor: 'operator:test', action: 'token.create', details: { department: 'tax' } }]);
    await expect(database.db.pool.query('delete from platform.audit_entry')).rejects.toThrow(/permission denied/);
    await expect(database.db.pool.query(`update platform.audit_entry set actor = 'x'`)).rejects.toThrow(
      /permission denied/,
    );
  });
});
