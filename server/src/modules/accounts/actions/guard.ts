/** Every try at a secret is counted before it is looked at, and turned away while its login or address is locked. */
import { audit } from '../../../platform/audit/index.ts';
import type { GuessingLimit } from '../../../platform/city/index.ts';
import { type Tx, transact } from '../../../platform/db/index.ts';
import { XinhengError } from '../../../platform/errors/index.ts';
import type { Context, Origin } from '../context.ts';
import { givenBack, networkOfAddress, taken } from '../rules/guessing.ts';
import { type AttemptRow, failuresEverywhere, lockAttempts, saveAttempts } from '../store/attempts.ts';

/** A try under way. Exactly one of its three ends must be told. */
export interface Try {
  /** It locked its login or code, or its address, and was the last for now. */
  locks: boolean;
  /** Within the transaction of what it led to. */
  succeeded(tx: Tx): Promise<void>;
  failed(tx: Tx): Promise<void>;
  /** It was never looked at. */
  withdrawn(): Promise<void>;
}

const everywhere = 'everywhere';
const minute = 60_000;
const day = 1440 * minute;

/** The key under which tries with a login are counted: a digest, since people type passwords into the wrong field. */
export function loginKey({ vault }: Pick<Context, 'vault'>, login: string): string {
  return `login:${vault.digest(login, 'login')}`;
}

/** The key under which tries with an account's codes are counted. */
export function codeKey(accountId: string): string {
  return `code:${accountId}`;
}

/**
 * Takes a try at `key` from an address, or turns it away.
 * @throws XinhengError `rate-limited` while the login, the address or its network is locked, or guessing goes on
 *   everywhere and nobody has signed in from this network lately
 */
export async function takeTry(context: Context, key: string, origin: Origin): Promise<Try> {
  const { guessing } = context.city.signIn;
  const network = `network:${networkOfAddress(origin.address)}`;
  const limits = new Map<string, GuessingLimit>([
    [key, key.startsWith('code:') ? guessing.code : guessing.account],
    [`address:${origin.address}`, guessing.address],
    [network, guessing.network],
  ]);
  const now = context.now().getTime();
  const outcome = await transact(context.db, async (tx) => {
    const rows = await lockAttempts(tx, [...limits.keys()]);
    const until = Math.max(
      ...rows.map(({ lockedUntil }) => lockedUntil ?? 0),
      await floodUntil(context, tx, rows, network),
    );
    if (until > now) {
      await refuse(tx, { rows, key, origin, now });
      return { until };
    }
    const next = rows.map((row) => ({ ...row, ...taken(row, limitOf(limits, row.key), now) }));
    await saveAttempts(tx, next);
    return { until: null, locks: next.some(({ lockedUntil }) => lockedUntil !== null) };
  });
  if (outcome.until !== null) throw lockedOut(outcome.until - now);
  return tryUnderWay(context, { key, network, limits, locks: outcome.locks });
}

function limitOf(limits: ReadonlyMap<string, GuessingLimit>, key: string): GuessingLimit {
  const limit = limits.get(key);
  if (limit === undefined) throw new Error(`no limit for ${key}`);
  return limit;
}

interface UnderWay {
  key: string;
  network: string;
  limits: ReadonlyMap<string, GuessingLimit>;
  locks: boolean;
}

function tryUnderWay(context: Context, { key, network, limits, locks }: UnderWay): Try {
  return {
    locks,
    async succeeded(tx) {
      const rows = await lockAttempts(tx, [...limits.keys()]);
      const now = context.now().getTime();
      const next = rows.map((row): AttemptRow => {
        if (row.key === key) return { ...row, failures: 0, failedAt: null, lockedUntil: null, refused: 0 };
        const back = { ...row, ...givenBack(row, limitOf(limits, row.key)) };
        return row.key === network ? { ...back, succeededAt: now } : back;
      });
      await saveAttempts(tx, next);
    },
    async failed(tx) {
      const [row] = await lockAttempts(tx, [everywhere]);
      if (row === undefined) return;
      const now = context.now().getTime();
      // For this one row failedAt is the beginning of the window that is being counted.
      const running =
        row.failedAt !== null && now - row.failedAt < context.city.signIn.guessing.everywhere.minutes * minute;
      await saveAttempts(tx, [
        { ...row, failures: running ? row.failures + 1 : 1, failedAt: running ? row.failedAt : now },
      ]);
    },
    withdrawn: () =>
      transact(context.db, async (tx) => {
        const rows = await lockAttempts(tx, [...limits.keys()]);
        await saveAttempts(
          tx,
          rows.map((row) => ({ ...row, ...givenBack(row, limitOf(limits, row.key)) })),
        );
      }),
  };
}

/** Until when this network is turned away because guessing goes on everywhere; 0 when it is not. */
async function floodUntil(context: Context, tx: Tx, rows: readonly AttemptRow[], network: string): Promise<number> {
  const { tries, minutes, knownDays } = context.city.signIn.guessing.everywhere;
  const all = await failuresEverywhere(tx.client);
  const now = context.now().getTime();
  if (all === null || all.failures < tries || all.failedAt === null) return 0;
  const seen = rows.find(({ key }) => key === network)?.succeededAt ?? null;
  if (seen !== null && now - seen < knownDays * day) return 0;
  return all.failedAt + minutes * minute;
}

async function refuse(
  tx: Tx,
  { rows, key, origin, now }: { rows: AttemptRow[]; key: string; origin: Origin; now: number },
): Promise<void> {
  const counted = rows.map((row) => ((row.lockedUntil ?? 0) > now ? { ...row, refused: row.refused + 1 } : row));
  await saveAttempts(tx, counted);
  // A flood must not fill the log: the first refusal is told, then the tenth, the hundredth.
  const most = Math.max(1, ...counted.map(({ refused }) => refused));
  if (!/^10*$/.test(String(most))) return;
  await audit(tx, {
    actor: 'public',
    action: 'accounts.try-refused',
    object: key,
    address: origin.address,
    requestId: origin.requestId,
    details: { refused: most, everywhere: counted.every(({ lockedUntil }) => (lockedUntil ?? 0) <= now) },
  });
}

/** The same words for every login, known or not. */
function lockedOut(milliseconds: number): XinhengError {
  const retryAfter = Math.max(1, Math.ceil(milliseconds / 1000));
  const minutes = Math.ceil(retryAfter / 60);
  return new XinhengError('rate-limited', {
    message: `登录失败次数过多，请在 ${minutes} 分钟后再试，或请安全管理员解除锁定。`,
    details: { retryAfter },
  });
}
