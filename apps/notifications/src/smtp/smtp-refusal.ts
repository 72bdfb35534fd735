import { messageOf } from '@windrose/platform';

/**
 * Whether the mail server refused this very e-mail and always will: a reply of 5xx (RFC 5321, section 4.2.1) to its
 * sender, recipient or text. A refused log-in is a 5xx too, but it is the configuration's fault, not the e-mail's.
 */
export function isRefusedForGood(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code, responseCode } = error as Error & { code?: unknown; responseCode?: unknown };
  return (code === 'EENVELOPE' || code === 'EMESSAGE') && typeof responseCode === 'number' && responseCode >= 500;
}

/** The server's words, on one line and not too many of them. */
export function refusalOf(error: unknown): string {
  return messageOf(error).replace(/\s+/g, ' ').slice(0, 500);
}
