import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cli } from './cli';
import { runCli } from './program';
import type { RunInfo } from './run-file';
import { createStyle } from './style';

/** What a command line printed and how it ended. */
export interface Outcome {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** A command that runs in this process, with what it has printed so far. */
export interface RunningCommand {
  out(): string;
  err(): string;
  /** Ctrl-C. */
  interrupt(): void;
  readonly ended: Promise<Outcome>;
}

/** Runs a command line as `windrose` would, with its output caught instead of printed. */
export function startCli(
  argv: readonly string[],
  overrides: Partial<Cli> & { readonly width?: number } = {},
): RunningCommand {
  let out = '';
  let err = '';
  const interruption = new AbortController();
  const cli: Cli = {
    env: {},
    root: '/nowhere',
    interruption: () => interruption.signal,
    ...overrides,
    terminal: {
      print: async (text) => void (out += text),
      note: (text) => void (err += text),
      width: overrides.width ?? null,
      progressWidth: null,
      style: createStyle(false),
    },
  };
  const ended = runCli(argv, cli).then((exitCode) => ({ exitCode, out, err }));
  return { out: () => out, err: () => err, interrupt: () => interruption.abort(), ended };
}

export function cli(argv: readonly string[], overrides?: Partial<Cli> & { readonly width?: number }): Promise<Outcome> {
  return startCli(argv, overrides).ended;
}

/** Writes the `run.json` of a system whose launcher is this process. */
export function writeRunFile(home: string, parts: Partial<RunInfo>): void {
  const info: RunInfo = {
    launcher: process.pid,
    edge: 'http://127.0.0.1:1',
    grpc: null,
    natsUrl: 'nats://127.0.0.1:1',
    natsNodes: [{ url: parts.natsUrl ?? 'nats://127.0.0.1:1', directory: null }],
    databaseUrl: 'postgres://127.0.0.1:1/none',
    providerUrl: 'http://127.0.0.1:1',
    natsDir: null,
    postgresDir: null,
    natsAdmin: null,
    processes: {},
    ...parts,
  };
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'run.json'), JSON.stringify(info));
}
