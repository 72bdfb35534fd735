import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `run.json` says of a running system whose servers are its own: CONTRACT section 1. */
export interface RunFile {
  readonly launcher: number;
  readonly edge: string;
  readonly natsUrl: string;
  readonly databaseUrl: string;
  readonly providerUrl: string;
  readonly natsDir: string;
  /** All servers of the broker. */
  readonly natsNodes: readonly { readonly url: string; readonly directory: string }[];
  readonly postgresDir: string;
  readonly natsAdmin: { readonly user: string; readonly password: string };
  readonly processes: Readonly<Record<string, RunProcess>>;
}

export interface RunProcess {
  readonly pid: number;
  readonly adminUrl: string | null;
  /** The edges' HTTP address. */
  readonly url?: string;
}

export function runFileOf(home: string): string {
  return join(home, 'run.json');
}

/** @throws when nothing runs there, or is only being started */
export function readRunFile(home: string): RunFile {
  return JSON.parse(readFileSync(runFileOf(home), 'utf8')) as RunFile;
}
