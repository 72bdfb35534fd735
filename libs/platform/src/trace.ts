import { randomBytes } from 'node:crypto';

const TRACEPARENT = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Whether the text is a `traceparent` of version 00 (W3C Trace Context, section 3.2). */
export function isTraceparent(text: string | undefined): text is string {
  return text !== undefined && TRACEPARENT.test(text);
}

/** The caller's `traceparent` if it is one, else the root of a new trace. */
export function traceparentFrom(header: string | undefined): string {
  return isTraceparent(header) ? header : `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}
