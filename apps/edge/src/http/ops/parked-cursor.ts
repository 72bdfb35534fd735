import type { ListParked, ParkedEntry } from '@windrose/contracts';
import { cursorFor, cursorFrom } from '../list/cursor';
import { invalidParameter } from '../problem/problems';

const LIST = 'parked';
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** The cursor of the page that begins behind this entry. */
export function cursorBehind({ since, service, id }: ParkedEntry): string {
  return cursorFor(LIST, JSON.stringify([since, service, id]));
}

/** `?cursor=` → the place in the list; undefined for the first page. Anything that wasn't ours is a 400. */
export function placeFrom(given: unknown): ListParked['after'] {
  const text = cursorFrom(LIST, given);
  if (text === undefined) return undefined;
  const [since, service, id] = parts(text);
  if (since === undefined || !TIME.test(since) || service === undefined || id === undefined) {
    throw invalidParameter('cursor', 'must be the nextCursor of a page of the same list');
  }
  return { since, service, id };
}

function parts(text: string): (string | undefined)[] {
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map((part: unknown) => (typeof part === 'string' ? part : undefined)) : [];
  } catch {
    return [];
  }
}
