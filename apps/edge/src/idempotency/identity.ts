import { derivedId, newId } from '@windrose/platform';

/**
 * The id of what a request makes. With a key it follows from caller, route and key: however often, in parallel or through
 * however many edges the request is sent, it is about one and the same thing, and its owner alone has to decide.
 */
export function identityFrom(callerId: string, route: string, key: string | null): string {
  return key === null ? newId() : derivedId(callerId, route, key);
}
