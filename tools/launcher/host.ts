import type { Env } from '@windrose/platform';

/** What the plain-Node bootstrap (tools/start.mjs) hands to the launcher that it has built. */
export interface Host {
  /** The checkout. */
  readonly root: string;
  readonly argv: readonly string[];
  readonly env: Env;
  /** Aborts when everything is to stop. */
  readonly stop: AbortSignal;
  say(line: string): void;
  /** Does the work, then says the title and how long it took. */
  step<T>(title: string | ((result: T) => string), work: () => T | Promise<T>): Promise<T>;
  /** Claims a file for this process, or names the living process that has it. */
  claim(path: string): { readonly release: () => void } | { readonly holder: number };
}
