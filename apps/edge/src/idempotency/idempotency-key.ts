import { invalidHeader } from '../http/problem/problems';

const VISIBLE_ASCII = /^[\x21-\x7e]{1,255}$/;

/** The request's Idempotency-Key, taken as it is; null without one. Sent twice, it has a space in it and is refused. */
export function idempotencyKeyFrom(header: string | string[] | undefined): string | null {
  if (header === undefined) return null;
  if (typeof header === 'string' && VISIBLE_ASCII.test(header)) return header;
  throw invalidHeader('Idempotency-Key', 'must be 1 to 255 visible ASCII characters');
}
