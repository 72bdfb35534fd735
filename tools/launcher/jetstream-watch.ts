import { statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { jetStreamAnswers, type BrokerConnection } from '@windrose/jetstream';
import { readNatsInfo } from '@windrose/servers';
import type { Program } from './program';

export interface JetStreamWatchOptions {
  readonly say: (line: string) => void;
  /** Milliseconds from one question to the next, and the longest an answer may take. Default 5,000. */
  readonly everyMs?: number;
  /** Questions in a row without an answer after which JetStream counts as disabled. Default 12: about a minute. */
  readonly mostSilent?: number;
  /** Bytes that must be free before a start is worth it. Default 64 MiB. */
  readonly enoughBytes?: number;
}

type Watched = Pick<Program, 'pid' | 'kill'> & { readonly storeDirectory: string; readonly port: number };
type State = 'answers' | 'silent' | 'unreachable';

const MEBIBYTE = 1024 * 1024;

/**
 * Asks a nats-server for its JetStream, until the signal aborts. A full disk disables JetStream until the server's next start,
 * whatever room is made, while the server itself goes on to answer. It is killed, and so started again, when there is room;
 * until then it is said what is missing. As patient as the watch over our own processes, and for the same reasons; a server
 * that doesn't answer at all is none of its business. Not for a server of a cluster: there silence may mean that the
 * others are missing.
 */
export async function watchJetStream(
  server: Watched,
  broker: BrokerConnection,
  stop: AbortSignal,
  { say, everyMs = 5_000, mostSilent = 12, enoughBytes = 64 * MEBIBYTE }: JetStreamWatchOptions,
): Promise<void> {
  const { storeDirectory } = server;
  let pid: number | undefined;
  let silent = 0;
  let isTold = false;
  while (!stop.aborted) {
    const asked = server.pid;
    if (asked !== pid) silent = 0;
    pid = asked;
    const [state] = await Promise.all([
      stateOf(server, broker, everyMs),
      sleep(everyMs, undefined, { signal: stop }).catch(() => undefined),
    ]);
    silent = state === 'silent' ? silent + 1 : 0;
    if (state === 'answers') isTold = false;
    if (stop.aborted || silent < mostSilent || pid === undefined || server.pid !== pid) continue;
    const freeBytes = await freeBytesIn(storeDirectory);
    if (freeBytes < enoughBytes) {
      const free = `${(freeBytes / MEBIBYTE).toFixed(1)} MiB are free for ${storeDirectory}`;
      if (!isTold) say(`nats answers, but its JetStream doesn't: ${free}. Make room, and it is started again`);
      isTold = true;
      continue;
    }
    say(`nats answers, but its JetStream hasn't for ${(silent * everyMs) / 1_000} s: it is killed, to start again`);
    silent = 0;
    server.kill();
  }
}

async function stateOf({ port }: Watched, broker: BrokerConnection, withinMs: number): Promise<State> {
  if (await jetStreamAnswers(broker, withinMs)) return 'answers';
  // Asked on a new connection: one that has asked for a JetStream whose disk is full may be answered nothing any more.
  return (await readNatsInfo(port, undefined, withinMs)) === undefined ? 'unreachable' : 'silent';
}

/** 0 where the directory can't be looked at: then a start would not help either. */
async function freeBytesIn(directory: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(directory);
    return bavail * bsize;
  } catch {
    return 0;
  }
}
