const MAX_WAIT_SECONDS = 30;

/** What a client prefers (RFC 7240), as far as it is understood here. Everything else is ignored, as the RFC says. */
export interface Preferences {
  /** Seconds the answer may be held, at most 30; 0 when the client didn't ask for it. */
  readonly waitSeconds: number;
  /** The client doesn't want to wait until the work is done. */
  readonly respondAsync: boolean;
}

/** One preference: a name, a value (a token or in quotes), parameters that nobody here needs. */
const PREFERENCE = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?\s*(?:;.*)?$/;

export function preferencesFrom(header: string | string[] | undefined): Preferences {
  const text = typeof header === 'string' ? header : (header ?? []).join(',');
  let waitSeconds: number | undefined;
  let respondAsync = false;
  for (const part of splitOutsideQuotes(text)) {
    const [, name, quoted, token] = PREFERENCE.exec(part) ?? [];
    // Sent twice, the first one counts.
    if (name?.toLowerCase() === 'wait') waitSeconds ??= secondsFrom(quoted ?? token ?? '');
    else if (name?.toLowerCase() === 'respond-async') respondAsync = true;
  }
  return { waitSeconds: waitSeconds ?? 0, respondAsync };
}

function secondsFrom(value: string): number {
  return /^\d{1,9}$/.test(value) ? Math.min(Number(value), MAX_WAIT_SECONDS) : 0;
}

function splitOutsideQuotes(text: string): string[] {
  return text.match(/(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
}
