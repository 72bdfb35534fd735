import type { GroupView, LeaseStore } from '@windrose/event-log';
import { messageOf, type Logger } from '@windrose/platform';
import { sleep } from '../backoff';
import { fairShare } from './fair-share';
import type { HeldPartition, Partitions } from './partitions';

/** Leases are renewed this many times before they would run out. */
const RENEWALS = 5;
/** Milliseconds between looks at the group while there should be more partitions for this member. */
const HUNGRY_MS = 200;

export interface LeasesOptions {
  readonly store: LeaseStore;
  /** This member's id. */
  readonly member: string;
  readonly partitions: number;
  /** What the group's members read. Its cursors carry the epochs of the leases. */
  readonly sources: readonly string[];
  /** How long the leases hold without a renewal, in milliseconds: at least what they hold in the database. */
  readonly leaseMs: number;
  readonly logger: Logger;
  /** Told after every look at the group for which keys of this member's partitions an operator wishes something. */
  readonly onWishes: (keys: readonly string[]) => void;
}

const NONE: ReadonlyMap<number, HeldPartition> = new Map();

/**
 * Which partitions of all sources this process handles, of all that its consumer group has. Members share them equally,
 * and take over what another one has left or not renewed. That a lease has been lost may be known here late or never:
 * then the append refuses what was decided under it.
 */
export class PartitionLeases implements Partitions {
  private readonly stopping = new AbortController();
  private readonly listeners = new Set<() => void>();
  private states: ReadonlyMap<number, HeldPartition> = NONE;
  /** Leases that this process has had so far. */
  private leases = 0;
  private validUntil = 0;
  private running: Promise<void> | undefined;
  private pause = new AbortController();
  private awaited: (() => void)[] = [];

  constructor(private readonly options: LeasesOptions) {}

  /** The partitions that this member holds now, as it knows them. Empty as soon as the leases may have run out. */
  get held(): ReadonlyMap<number, HeldPartition> {
    return performance.now() < this.validUntil ? this.states : NONE;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Gives all partitions back, so that others take them over at once. Whoever handled events must have ended. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.pause.abort();
    await this.running;
    this.states = NONE;
    if (this.running === undefined) return;
    await this.options.store
      .leave()
      .catch((error: unknown) => this.options.logger.warn(`leases were not given back: ${messageOf(error)}`));
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  async refresh(): Promise<void> {
    if (this.running === undefined || this.stopping.signal.aborted) return;
    await new Promise<void>((resolve) => {
      this.awaited.push(resolve);
      this.pause.abort();
    });
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    let joined = false;
    while (!signal.aborted) {
      this.pause = new AbortController();
      const awaited = this.awaited;
      this.awaited = [];
      const began = performance.now();
      let pauseMs = this.options.leaseMs / RENEWALS;
      try {
        if (!joined) await this.options.store.join();
        joined = true;
        if (await this.beat(began)) pauseMs = Math.min(HUNGRY_MS, pauseMs);
      } catch (error) {
        this.options.logger.warn(`leases could not be renewed: ${messageOf(error)}`);
      }
      for (const resolve of awaited) resolve();
      if (this.awaited.length === 0) await sleep(began + pauseMs - performance.now(), this.pause.signal);
    }
    for (const resolve of this.awaited) resolve();
  }

  /** @returns whether this member should have more partitions than there were to take */
  private async beat(began: number): Promise<boolean> {
    const { store, member, partitions, sources } = this.options;
    const view = await this.renew(began);
    const share = fairShare(view.members, member, partitions);
    const missing = share - view.held.size;
    if (missing < 0) {
      // Nothing is begun in them any more; what is under way ends well, or is refused.
      const given = [...view.held.keys()].sort((a, b) => a - b).slice(share);
      this.adopt(new Map([...this.states].filter(([partition]) => !given.includes(partition))));
      await store.release(given);
    }
    if (missing <= 0) return false;
    if (view.free === 0) return true;
    await store.take(missing, sources);
    return (await this.renew(performance.now())).held.size < share;
  }

  private async renew(sentAt: number): Promise<GroupView> {
    const { store, leaseMs } = this.options;
    const view = await store.renew();
    const known = [...this.states].filter(([partition, { epoch }]) => view.held.get(partition) === epoch);
    const states = new Map(known);
    const changed = [...view.held.keys()].filter((partition) => !states.has(partition));
    if (changed.length > 0) {
      for (const [partition, state] of await store.read(changed)) {
        states.set(partition, { ...state, lease: this.states.get(partition)?.lease ?? ++this.leases });
      }
    }
    const lapsed = performance.now() >= this.validUntil;
    this.validUntil = sentAt + leaseMs;
    this.adopt(states);
    // What was passed over meanwhile has to be read again.
    if (lapsed) this.tell();
    if (view.wishes.length > 0) this.options.onWishes(view.wishes);
    return view;
  }

  private adopt(states: ReadonlyMap<number, HeldPartition>): void {
    const before = this.states;
    this.states = states;
    const same =
      states.size === before.size && [...states].every(([partition, state]) => before.get(partition) === state);
    if (same) return;
    const { logger } = this.options;
    logger.info({ partitions: [...states.keys()].sort((a, b) => a - b) }, `handles ${states.size} partitions`);
    this.tell();
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}
