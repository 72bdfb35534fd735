import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Program } from './program';

export interface StoreWatchOptions {
  readonly say: (line: string) => void;
  /** The process's, for what is said. Default `nats`. */
  readonly name?: string;
  /** Milliseconds between two looks. Default 500. */
  readonly everyMs?: number;
  /** Looks to wait at most for the store to keep still after a change. Default 20. */
  readonly mostUnrest?: number;
  /** Directories below the store that must stay as they are, counted in levels. Default 5: down to each stream's messages. */
  readonly deepest?: number;
}

/** `<store>/jetstream/<account>/streams/<stream>/msgs`. */
const DEEPEST = 5;
/** A stream's declaration: JetStream writes it once, and again when the stream is changed. */
const DECLARATION = 'meta.inf';

/** What is where: one line for each directory and declaration that the server must find again as it left it. */
type Places = ReadonlyMap<string, string>;

/**
 * Notices that JetStream's store was deleted or replaced under a running nats-server, and kills the server, so that it is
 * started again on what is there now. Without that it goes on with files that nobody can see any more and refuses to
 * begin new ones. A stream that was deleted or changed through the broker looks the same and costs one needless restart.
 */
export async function watchStore(
  server: Pick<Program, 'pid' | 'kill'> & { readonly storeDirectory: string },
  stop: AbortSignal,
  { say, name = 'nats', everyMs = 500, mostUnrest = 20, deepest = DEEPEST }: StoreWatchOptions,
): Promise<void> {
  const { storeDirectory } = server;
  const pause = (): Promise<unknown> => sleep(everyMs, undefined, { signal: stop }).catch(() => undefined);
  let known = await placesIn(storeDirectory, deepest);
  while (!stop.aborted) {
    await pause();
    const wasDown = server.pid === undefined;
    let found = await placesIn(storeDirectory, deepest);
    // A server that starts later than this reads what is there.
    const isUnread = wasDown && server.pid === undefined;
    if (!isUnread && isDisturbed(known, found)) {
      found = await settled(found, () => pause().then(() => placesIn(storeDirectory, deepest)), mostUnrest);
      if (stop.aborted) return;
      say(`${storeDirectory} was deleted or replaced: ${name} is killed, to start on what is there now`);
      server.kill();
    }
    known = found;
  }
}

/** Whoever replaces it may be in the middle of copying. */
async function settled(found: Places, look: () => Promise<Places>, mostLooks: number): Promise<Places> {
  for (let looks = 0; looks < mostLooks; looks += 1) {
    const next = await look();
    if (next.size === found.size && !isDisturbed(found, next)) return next;
    found = next;
  }
  return found;
}

/** Something that was there is gone, or is something else of the same name. What is new is the server's own work. */
function isDisturbed(known: Places, found: Places): boolean {
  return [...known].some(([path, mark]) => found.get(path) !== mark);
}

async function placesIn(store: string, levels: number): Promise<Places> {
  const places = new Map<string, string>();
  await collect(store, levels, places);
  return places;
}

async function collect(path: string, levels: number, places: Map<string, string>): Promise<void> {
  try {
    places.set(path, String((await stat(path)).ino));
    if (levels === 0) return;
    const entries = await readdir(path, { withFileTypes: true });
    for (const entry of entries) {
      const below = join(path, entry.name);
      if (entry.isDirectory()) await collect(below, levels - 1, places);
      else if (entry.name === DECLARATION) await collectFile(below, places);
    }
  } catch {
    // It has just gone: then it isn't there.
  }
}

async function collectFile(path: string, places: Map<string, string>): Promise<void> {
  const { ino, size, mtimeMs } = await stat(path);
  places.set(path, `${ino} ${size} ${mtimeMs}`);
}
