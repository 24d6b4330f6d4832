import type { Tx } from '../../../platform/db/index.ts';

export interface SecondFactor {
  sealedSecret: string;
  confirmed: boolean;
  /** The session that is setting it up. */
  sessionId: string | null;
  lastStep: number;
}

/** The second factor of an account, also one that is still being set up; locked until the end of the transaction. */
export async function lockSecondFactor(tx: Tx, accountId: string): Promise<SecondFactor | null> {
  const { rows } = await tx.client.query<SecondFactor>(
    `select sealed_secret as "sealedSecret", confirmed_at is not null as confirmed, session_id as "sessionId",
            last_step as "lastStep"
       from accounts.second_factor where account_id = $1 for update`,
    [accountId],
  );
  return rows[0] ?? null;
}

/** Begins to set one up, or begins anew; false when there is a confirmed one. */
export async function beginSecondFactor(
  tx: Tx,
  factor: { accountId: string; sealedSecret: string; sessionId: string; now: Date },
): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `insert into accounts.second_factor as f (account_id, sealed_secret, made_at, session_id) values ($1, $2, $3, $4)
     on conflict (account_id) do update set sealed_secret = excluded.sealed_secret, made_at = excluded.made_at,
       session_id = excluded.session_id, last_step = 0
     where f.confirmed_at is null`,
    [factor.accountId, factor.sealedSecret, factor.now, factor.sessionId],
  );
  return rowCount === 1;
}

/** Notes the step whose code was used; the first one confirms the factor. */
export async function useStep(tx: Tx, accountId: string, step: number, now: Date): Promise<void> {
  await tx.client.query(
    `update accounts.second_factor set last_step = $2, confirmed_at = coalesce(confirmed_at, $3), session_id = null
      where account_id = $1`,
    [accountId, step, now],
  );
}

/** Removes the second factor and its recovery codes; true when there was a confirmed one. */
export async function dropSecondFactor(tx: Tx, accountId: string): Promise<boolean> {
  await tx.client.query('delete from accounts.recovery_code where account_id = $1', [accountId]);
  const { rows } = await tx.client.query<{ confirmed: boolean }>(
    'delete from accounts.second_factor where account_id = $1 returning confirmed_at is not null as confirmed',
    [accountId],
  );
  return rows[0]?.confirmed === true;
}

/** Removes every second factor: nobody can open them any more. Returns how many. */
export async function dropAllSecondFactors(tx: Tx): Promise<number> {
  await tx.client.query('delete from accounts.recovery_code');
  const { rowCount } = await tx.client.query('delete from accounts.second_factor');
  return rowCount ?? 0;
}

/** Replaces the recovery codes of an account. */
export async function replaceRecoveryCodes(tx: Tx, accountId: string, hashes: readonly Buffer[]): Promise<void> {
  await tx.client.query('delete from accounts.recovery_code where account_id = $1', [accountId]);
  await tx.client.query('insert into accounts.recovery_code (account_id, code_hash) select $1, unnest($2::bytea[])', [
    accountId,
    hashes,
  ]);
}

/** Uses a recovery code up; false when it is not one, or was used. */
export async function takeRecoveryCode(tx: Tx, accountId: string, hash: Buffer, now: Date): Promise<boolean> {
  const { rowCount } = await tx.client.query(
    `update accounts.recovery_code set used_at = $3 where account_id = $1 and code_hash = $2 and used_at is null`,
    [accountId, hash, now],
  );
  return rowCount === 1;
}
