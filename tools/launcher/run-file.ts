import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface RunningProcess {
  readonly pid: number;
  /** Where it serves `/livez`, `/readyz` and `/metrics`; null for servers that are not ours. */
  readonly adminUrl: string | null;
  /** The edges' HTTP address. */
  readonly url?: string;
}

/** run.json: where everything is. URLs end without a slash. */
export interface RunInfo {
  readonly launcher: number;
  readonly edge: string;
  readonly grpc: string | null;
  /** The first server's. */
  readonly natsUrl: string;
  /** Every server of the broker: `nats`, and `nats#2` … of a cluster. */
  readonly natsNodes: readonly { readonly url: string; readonly directory: string | null }[];
  /** The administrator's. */
  readonly databaseUrl: string;
  readonly providerUrl: string;
  /** The first server's JetStream store; null when the server isn't ours. */
  readonly natsDir: string | null;
  /** PostgreSQL's data directory; null when the server isn't ours. */
  readonly postgresDir: string | null;
  readonly natsAdmin: { readonly user: string; readonly password: string } | null;
  readonly processes: Readonly<Record<string, RunningProcess>>;
}

/** Replaced by rename, so that a reader never sees half of it; only for this user, because it holds passwords. */
export function writeRunFile(home: string, info: RunInfo): void {
  const path = runFileOf(home);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, `${JSON.stringify(info, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

export function removeRunFile(home: string): void {
  rmSync(runFileOf(home), { force: true });
}

function runFileOf(home: string): string {
  return join(home, 'run.json');
}
