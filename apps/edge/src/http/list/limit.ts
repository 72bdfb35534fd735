import { invalidParameter } from '../problem/problems';

const DEFAULT = 25;
const MAX = 100;

/** `?limit=`: how many entries a page has, 1–100, 25 when absent. Anything else is a 400. */
export function limitFrom(given: unknown): number {
  if (given === undefined) return DEFAULT;
  const limit = typeof given === 'string' && /^\d{1,3}$/.test(given) ? Number(given) : 0;
  if (limit < 1 || limit > MAX) throw invalidParameter('limit', `must be a whole number from 1 to ${MAX}`);
  return limit;
}
