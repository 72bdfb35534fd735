import type { IncomingMessage } from 'node:http';
import { newId } from '@windrose/platform';

/** What may travel on as a correlation id, in logs, events and message headers. */
const SANE = /^[A-Za-z0-9._:/+=~-]{1,128}$/;

/** The caller's X-Request-Id if it is harmless, else a new id. It comes back in the answer and names the request in the log. */
export function requestIdOf(request: Pick<IncomingMessage, 'headers'>): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && SANE.test(given) ? given : newId();
}
