import type { Env } from '@windrose/platform';
import type { Terminal } from './terminal';

/** What commands work with. It is handed in, so that tests run commands without a process of their own. */
export interface Cli {
  readonly terminal: Terminal;
  readonly env: Env;
  /** The checkout: where `dist/` and, by default, `.windrose/` are. */
  readonly root: string;
  /** Aborts on Ctrl-C, from the first call on: until then Ctrl-C ends the program as usual. */
  interruption(): AbortSignal;
}

/** The options that every command has. */
export interface GlobalOptions {
  readonly json?: true;
  readonly url?: string;
  readonly token?: string;
  readonly home?: string;
}

/** Prints a command's result: as one line of JSON with `--json`, as `text` otherwise. */
export async function printResult(
  cli: Cli,
  { json }: GlobalOptions,
  value: unknown,
  text: () => string,
): Promise<void> {
  await cli.terminal.print(json ? `${JSON.stringify(value)}\n` : text());
}
