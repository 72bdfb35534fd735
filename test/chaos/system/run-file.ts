import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface RunningProcess {
  readonly pid: number;
  readonly adminUrl: string | null;
  /** The edges' HTTP address. */
  readonly url?: string;
}

/** What `run.json` says of a running system: CONTRACT section 1. */
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
  readonly natsAdmin: { readonly user: string; readonly password: string } | null;
  readonly processes: Readonly<Record<string, RunningProcess>>;
}

/** @throws when nothing runs there */
export function readRunFile(home: string): RunFile {
  return JSON.parse(readFileSync(join(home, 'run.json'), 'utf8')) as RunFile;
}

/** `orders` of `orders#2`. */
export function appOf(process: string): string {
  return process.split('#')[0]!;
}
