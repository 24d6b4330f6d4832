import { isIPv6 } from 'node:net';
import { XinhengError } from '../errors/index.ts';

/** Memory bound: past this many addresses in one minute the window is cut short rather than let grow. */
const mostAddresses = 100_000;

/** Counts requests by address in fixed windows of one minute; throws `rate-limited` past the limit. */
export class RateWindow {
  readonly #limit: number;
  readonly #now: () => number;
  #counts = new Map<string, number>();
  #started = Number.NEGATIVE_INFINITY;

  constructor(limit: number, now: () => number = Date.now) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Takes one request of this address; throws when none is left. */
  take(address: string): void {
    const key = this.#roll(address);
    const count = (this.#counts.get(key) ?? 0) + 1;
    this.#counts.set(key, count);
    if (count > this.#limit) throw this.#refusal();
  }

  /** Throws when the address has used up its window, without counting this request. */
  check(address: string): void {
    if ((this.#counts.get(this.#roll(address)) ?? 0) >= this.#limit) throw this.#refusal();
  }

  #roll(address: string): string {
    const now = this.#now();
    if (now - this.#started >= 60_000 || this.#counts.size >= mostAddresses) {
      this.#counts = new Map();
      this.#started = now;
    }
    return networkOf(address);
  }

  #refusal(): XinhengError {
    const retryAfter = Math.max(1, Math.ceil((this.#started + 60_000 - this.#now()) / 1000));
    return new XinhengError('rate-limited', {
      message: `请求过于频繁(每分钟最多 ${this.#limit} 次),请 ${retryAfter} 秒后再试。`,
      details: { retryAfter },
    });
  }
}

/** An IPv6 client owns a whole /64, so it is counted by that. */
function networkOf(address: string): string {
  if (!isIPv6(address) || address.startsWith('::ffff:')) return address;
  const [head = '', tail = ''] = address.split('::');
  const left = head.split(':').filter((group) => group !== '');
  const right = tail.split(':').filter((group) => group !== '');
  const zeros = Array.from({ length: Math.max(0, 8 - left.length - right.length) }, () => '0');
  return [...left, ...zeros, ...right].slice(0, 4).join(':');
}
