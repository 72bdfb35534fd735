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
import type { NamedProjection } from './values';

/**
 * Has the service's own program rebuild one of its projections: only it knows how events become rows. It runs beside
 * the service, on the same database.
 * @throws Failure with the program's own last words
 */
export async function rebuild(
  cli: Cli,
  system: System,
  { service, name }: NamedProjection,
  onProgress: (done: number, total: number) => void,
): Promise<{ events: number }> {
  const program = join(cli.root, 'dist', 'apps', service, 'src', 'main.js');
  if (!existsSync(program)) throw new Failure(`${program} is missing: npm run build`, 'not_built');
  const child = spawn(process.execPath, [program, 'replay', name], {
    env: {
      ...cli.env,
      DATABASE_URL: system.databaseUrl(service),
      NATS_URL: system.broker.url,
      WINDROSE_HOME: system.home,
      PARTITIONS: String((await partitionsOf(system, service)) ?? ''),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let lastWords = 'it ended early';
  let events: number | undefined;
  const closed = once(child, 'close') as Promise<[code: number | null]>;
  await Promise.all([
    eachLine(child.stdout, (text) => {
      const line = lineOf(text);
      if (line === null) return;
      if ('done' in line) events = line.events;
      else if ('msg' in line) lastWords = line.msg;
      else onProgress(line.position, line.head);
    }),
    eachLine(child.stderr, (text) => {
      if (text.trim() !== '') lastWords = text.trim();
    }),
  ]);
  const [code] = await closed;
  if (code !== 0 || events === undefined) throw new Failure(`the replay failed: ${lastWords}`, 'replay_failed');
  return { events };
}

async function eachLine(stream: Readable, onLine: (text: string) => void): Promise<void> {
  for await (const text of createInterface({ input: stream })) onLine(text);
}

/** What the program prints, one JSON object a line: how far it is, its result, and its log. */
type Line =
  | { readonly position: number; readonly head: number }
  | { readonly done: true; readonly events: number }
  | { readonly msg: string };

function lineOf(text: string): Line | null {
  try {
    const line = JSON.parse(text) as unknown;
    if (typeof line !== 'object' || line === null) return null;
    return 'done' in line || 'msg' in line || ('position' in line && 'head' in line) ? (line as Line) : null;
  } catch {
    return null;
  }
}
