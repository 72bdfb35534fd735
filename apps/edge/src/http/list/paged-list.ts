import type { Page, PageRequest } from '@windrose/contracts';
import { Refused } from '../../backend/refused';
import { invalidParameter } from '../problem/problems';
import { cursorFor, cursorFrom } from './cursor';
import { limitFrom } from './limit';

/** One page of a list, from the query's `limit` and `cursor`. `list` names it: a cursor fits only the list it came from. */
export async function pagedList<T>(
  list: string,
  query: Readonly<Record<string, unknown>>,
  ask: (page: PageRequest) => Promise<Page<T>>,
): Promise<Page<T>> {
  const request = { limit: limitFrom(query.limit), cursor: cursorFrom(list, query.cursor) };
  const { data, nextCursor } = await ask(request).catch((error: unknown) => {
    // The limit is right, so it can only be the cursor that the service can't use.
    if (error instanceof Refused && error.refusal.code === 'invalid')
      throw invalidParameter('cursor', error.refusal.detail);
    throw error;
  });
  return { data, nextCursor: nextCursor === null ? null : cursorFor(list, nextCursor) };
}
