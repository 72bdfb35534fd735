import { integerFrom, type Env } from '@windrose/platform';

/** PORT: what HTTP clients connect to. Default 3000. */
export function edgePort(env: Env = process.env): number {
  return integerFrom(env, 'PORT', { min: 0, max: 65_535, fallback: 3_000 });
}
