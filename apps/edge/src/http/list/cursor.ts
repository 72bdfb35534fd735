import { invalidParameter } from '../problem/problems';

const MAX_LENGTH = 1_024;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/**
 * What clients see as a cursor: the owning service's, wrapped with the list it belongs to, so that a cursor of another
 * list or a made-up one is refused here and not misread there.
 */
export function cursorFor(list: string, position: string): string {
  return Buffer.from(JSON.stringify([list, position])).toString('base64url');
}

/** `?cursor=` → the service's own cursor; undefined for the first page. Anything that wasn't ours is a 400. */
export function cursorFrom(list: string, given: unknown): string | undefined {
  if (given === undefined) return undefined;
  const position = typeof given === 'string' ? unwrapped(list, given) : undefined;
  if (position === undefined) throw invalidParameter('cursor', 'must be the nextCursor of a page of the same list');
  return position;
}

function unwrapped(list: string, given: string): string | undefined {
  if (given.length > MAX_LENGTH || !BASE64URL.test(given)) return undefined;
  const parsed = parsedOrNull(Buffer.from(given, 'base64url').toString());
  if (!Array.isArray(parsed) || parsed.length !== 2) return undefined;
  const [of, position] = parsed as [unknown, unknown];
  if (of !== list || typeof position !== 'string') return undefined;
  return cursorFor(list, position) === given ? position : undefined;
}

function parsedOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
