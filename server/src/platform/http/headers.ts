import type { Cache } from './route.ts';

/** Sent with every answer. No inline script, no outside resource, no framing; TLS itself belongs to the proxy in front. */
export const securityHeaders: Readonly<Record<string, string>> = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'strict-origin-when-cross-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  'cross-origin-opener-policy': 'same-origin',
};

/** Sent besides where the way here was HTTPS: for a year the browser comes no other way (OWASP ASVS 5.0 V3.4.1). */
export const strictTransport = 'max-age=31536000';

/** The Cache-Control of a successful answer. With a token nothing is ever shared or kept. */
export function cacheControl(cache: Cache | undefined, hasToken: boolean, isPublic: boolean): string {
  if (hasToken || !isPublic) return 'private, no-store';
  if (cache === undefined) return 'no-cache';
  const parts = ['public', `max-age=${cache.maxAge}`];
  if (cache.sharedMaxAge !== undefined) parts.push(`s-maxage=${cache.sharedMaxAge}`);
  if (cache.staleWhileRevalidate !== undefined) parts.push(`stale-while-revalidate=${cache.staleWhileRevalidate}`);
  return parts.join(', ');
}
