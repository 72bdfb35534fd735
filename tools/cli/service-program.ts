import type { Service } from '@windrose/contracts';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Cli } from './cli';
import { Failure } from './failure';
import type { System } from './find-system';
import { partitionsOf } from './open-log';

export interface ServiceProgram {
  readonly service: Service;
  /** Such as `replay NAME`. */
  readonly args: readonly string[];
  readonly databaseUrl: string;
  readonly natsUrl: string;
  /** How far it is. */
  readonly onProgress: (done: number, total: number) => void;
  /** What else it prints before it is done, one object a line. */
  readonly onLine?: (line: object) => void;
  /** What is said to have failed. */
  readonly what: string;
}

/**
 * Runs one of the commands of a service's own program, beside the service, and gives what it prints at the end: only it
 * knows what its events mean.
 * @throws Failure with the program's own last words
 */
export async function runServiceProgram<Result>(cli: Cli, system: System, options: ServiceProgram): Promise<Result> {
  const { service, args, databaseUrl, natsUrl, onProgress, onLine, what } = options;
  const program = join(cli.root, 'dist', 'apps', service, 'src', 'main.js');
  if (!existsSync(program)) throw new Failure(`${program} is missing: npm run build`, 'not_built');
  const child = spawn(process.execPath, [program, ...args], {
    env: {
      ...cli.env,
      // Those of one service would win over the others.
      [`${service.toUpperCase()}_DATABASE_URL`]: undefined,
      [`${service.toUpperCase()}_NATS_URL`]: undefined,
      DATABASE_URL: databaseUrl,
      NATS_URL: natsUrl,
      WINDROSE_HOME: system.home,
      PARTITIONS: String((await partitionsOf(system, service)) ?? ''),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let lastWords = 'it ended early';
  let result: Result | undefined;
  const closed = once(child, 'close') as Promise<[code: number | null]>;
  await Promise.all([
    eachLine(child.stdout, (text) => {
      const line = lineOf(text);
      if (line === null) return;
      if ('done' in line) result = line as Result;
      else if ('msg' in line) lastWords = String(line.msg);
      else if ('position' in line && 'head' in line) onProgress(Number(line.position), Number(line.head));
      else onLine?.(line);
    }),
    eachLine(child.stderr, (text) => {
      if (text.trim() !== '') lastWords = text.trim();
    }),
  ]);
  const [code] = await closed;
  if (code !== 0 || result === undefined) throw new Failure(`the ${what} failed: ${lastWords}`, `${what}_failed`);
  return result;
}

async function eachLine(stream: Readable, onLine: (text: string) => void): Promise<void> {
  for await (const text of createInterface({ input: stream })) onLine(text);
}

/** What the program prints, one JSON object a line: how far it is, what it finds, its result, and its log. */
function lineOf(text: string): object | null {
  try {
    const line = JSON.parse(text) as unknown;
    return typeof line === 'object' ? line : null;
  } catch {
    return null;
  }
}
