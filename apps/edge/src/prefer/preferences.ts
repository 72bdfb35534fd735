const MAX_WAIT_SECONDS = 30;

/** What a client prefers (RFC 7240), as far as it is understood here. Everything else is ignored, as the RFC says. */
export interface Preferences {
  /** Seconds the answer may be held, at most 30; 0 when the client didn't ask for it. */
  readonly waitSeconds: number;
}

const NOTHING: Preferences = { waitSeconds: 0 };

/** One preference: a name, a value (a token or in quotes), parameters that nobody here needs. */
const PREFERENCE = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*)))?\s*(?:;.*)?$/;

export function preferencesFrom(header: string | string[] | undefined): Preferences {
  if (header === undefined) return NOTHING;
  const text = typeof header === 'string' ? header : header.join(',');
  for (const part of splitOutsideQuotes(text)) {
    const [, name, quoted, token] = PREFERENCE.exec(part) ?? [];
    // Sent twice, the first one counts.
    if (name?.toLowerCase() === 'wait') return { waitSeconds: secondsFrom(quoted ?? token ?? '') };
  }
  return NOTHING;
}

/** The value of `Preference-Applied`. */
export function waitApplied(seconds: number): string {
  return `wait=${seconds}`;
}

function secondsFrom(value: string): number {
  return /^\d{1,9}$/.test(value) ? Math.min(Number(value), MAX_WAIT_SECONDS) : 0;
}

function splitOutsideQuotes(text: string): string[] {
  return text.match(/(?:[^",]|"(?:[^"\\]|\\.)*"?)+/g) ?? [];
}
