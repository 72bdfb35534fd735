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

/** A row that readers see but a rebuild doesn't make, or the other way round. */
export interface RowDifference {
  readonly key: string;
  /** Null: there is no such row. */
  readonly live: object | null;
  readonly rebuilt: object | null;
}

/** What a service's program is to do with one of its projections: switch readers to a rebuild, or compare them with it. */
export interface Rebuilding {
  readonly verify: boolean;
  readonly onProgress: (done: number, total: number) => void;
  readonly onDifference?: (difference: RowDifference) => void;
}

export interface Rebuilt {
  /** Events of the log that the rebuild has gone through. */
  readonly events: number;
  /** Rows that were compared. */
  readonly rows?: number;
}

/**
 * Has the service's own program rebuild one of its projections: only it knows how events become rows. It runs beside
 * the service, on the same database.
 * @throws Failure with the program's own last words
 */
export async function rebuild(
  cli: Cli,
  system: System,
  { service, name }: NamedProjection,
  { verify, onProgress, onDifference }: Rebuilding,
): Promise<Rebuilt> {
  const program = join(cli.root, 'dist', 'apps', service, 'src', 'main.js');
  if (!existsSync(program)) throw new Failure(`${program} is missing: npm run build`, 'not_built');
  const child = spawn(process.execPath, [program, 'replay', name, ...(verify ? ['--verify'] : [])], {
    env: {
      ...cli.env,
      DATABASE_URL: system.databaseUrlOfItsOwn(service),
      NATS_URL: system.broker.url,
      WINDROSE_HOME: system.home,
      PARTITIONS: String((await partitionsOf(system, service)) ?? ''),
      LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let lastWords = 'it ended early';
  let rebuilt: Rebuilt | undefined;
  const closed = once(child, 'close') as Promise<[code: number | null]>;
  await Promise.all([
    eachLine(child.stdout, (text) => {
      const line = lineOf(text);
      if (line === null) return;
      if ('done' in line) rebuilt = line;
      else if ('difference' in line) onDifference?.(line.difference);
      else if ('msg' in line) lastWords = line.msg;
      else onProgress(line.position, line.head);
    }),
    eachLine(child.stderr, (text) => {
      if (text.trim() !== '') lastWords = text.trim();
    }),
  ]);
  const [code] = await closed;
  if (code !== 0 || rebuilt === undefined) throw new Failure(`the replay failed: ${lastWords}`, 'replay_failed');
  return rebuilt;
}

async function eachLine(stream: Readable, onLine: (text: string) => void): Promise<void> {
  for await (const text of createInterface({ input: stream })) onLine(text);
}

/** What the program prints, one JSON object a line: how far it is, what it finds, its result, and its log. */
type Line =
  | { readonly position: number; readonly head: number }
  | { readonly difference: RowDifference }
  | ({ readonly done: true } & Rebuilt)
  | { readonly msg: string };

function lineOf(text: string): Line | null {
  try {
    const line = JSON.parse(text) as unknown;
    if (typeof line !== 'object' || line === null) return null;
    const isKnown = 'done' in line || 'difference' in line || 'msg' in line || ('position' in line && 'head' in line);
    return isKnown ? (line as Line) : null;
  } catch {
    return null;
  }
}
