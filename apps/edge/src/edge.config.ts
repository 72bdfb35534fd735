import { integerFrom, networksFrom, type Env } from '@windrose/platform';

/** PORT: what HTTP clients connect to. Default 3000. */
export function edgePort(env: Env = process.env): number {
  return integerFrom(env, 'PORT', { min: 0, max: 65_535, fallback: 3_000 });
}

/** RATE_LIMIT: requests that one caller may send in a second to one edge, twice as many in a burst. Default 2000. */
export function rateLimit(env: Env = process.env): number {
  return integerFrom(env, 'RATE_LIMIT', { min: 1, max: 1_000_000, fallback: 2_000 });
}

/**
 * TRUST_PROXY: addresses or networks (`10.0.0.0/8`) of proxies in front of the edge, separated by commas. Of a request that
 * comes from one of them, the client's address is taken from X-Forwarded-For. Default: none.
 */
export function trustedProxies(env: Env = process.env): string[] {
  return networksFrom(env, 'TRUST_PROXY');
}
