import { LRUCache } from 'lru-cache';
import type { CommitMemory } from '../append/commit-memory';
import { fold, type Decider, type Loaded } from '../decider';
import type { NewEvent, StoredEvent } from '../event';

/** What is kept at most: the streams that some seconds of a busy system are about. */
const MOST_STREAMS = 4_096;

interface Entry {
  readonly decider: Decider<unknown>;
  readonly loaded: Loaded<unknown>;
  /** The stream's key, once this process has appended to it. */
  readonly key: string | undefined;
}

/** A state that no query has confirmed: whoever decides on it has to expect its version at the append. */
export interface RememberedState {
  readonly loaded: Loaded<unknown>;
  readonly key: string;
}

/**
 * The states of the streams that this process has decided on last. An order's events come one after the other, and each
 * would read all the ones before it again. It helps as long as nobody else appends to the log: at the first commit that
 * doesn't follow the one before, everything is forgotten. Until then a state may be behind, which the version that is
 * expected at the append finds out.
 */
export class StreamStates implements CommitMemory {
  private readonly entries = new LRUCache<string, Entry>({ max: MOST_STREAMS });
  private lastPosition = 0;

  /** Of the streams that are known; the others are missing. */
  get<State, Event extends NewEvent>(
    decider: Decider<State, Event>,
    streamIds: readonly string[],
  ): Map<string, RememberedState> {
    const found = new Map<string, RememberedState>();
    for (const id of streamIds) {
      const entry = this.entries.get(id);
      // A stream may be read in several ways, each with a decider of its own.
      if (entry?.key !== undefined && entry.decider === decider)
        found.set(id, { loaded: entry.loaded, key: entry.key });
    }
    return found;
  }

  /** What a query has found, or what a stream is before its first event: commits of this process carry it on. */
  set<State, Event extends NewEvent>(decider: Decider<State, Event>, streamId: string, loaded: Loaded<State>): void {
    const known = this.entries.get(streamId);
    if (known?.decider === decider && known.loaded.version >= loaded.version) return;
    this.entries.set(streamId, { decider, loaded, key: undefined });
  }

  add(committed: readonly StoredEvent[]): void {
    const first = committed[0];
    if (first === undefined) return;
    if (first.position !== this.lastPosition + 1) this.entries.clear();
    for (const event of committed) this.carryOn(event);
    this.lastPosition = first.position + committed.length - 1;
  }

  clear(): void {
    this.entries.clear();
  }

  /** An append has found another version than was expected. If it isn't the one that is known here, others append too. */
  contradicted(streamId: string, actual: number): void {
    if (this.entries.get(streamId)?.loaded.version !== actual) this.entries.clear();
  }

  private carryOn(event: StoredEvent): void {
    const { streamId, version, key, type, recordedAt, dataText } = event;
    const entry = this.entries.get(streamId);
    if (entry === undefined) return;
    if (entry.loaded.version !== version - 1) return void this.entries.delete(streamId);
    const { decider } = entry;
    const data = JSON.parse(dataText) as unknown;
    const loaded = fold(decider, [{ type, data, version, recordedAt }], entry.loaded);
    this.entries.set(streamId, { decider, loaded, key });
  }
}
