import { isTransient, type ParkedEvent, type ParkedWish, type PartitionState } from '@windrose/event-log';
import { messageOf, partitionOf } from '@windrose/platform';
import { Backoff } from '../backoff';
import { attempt, type Attempt } from './batch';
import { handledEvents } from './consumer-metrics';
import type { SourceHandlers } from './event-handlers';
import { FailureCount } from './failure-count';
import type { GroupContext } from './group-context';
import { settle, type Runs } from './settle';

/** Events of a line that are read at once. */
const LINE = 100;
/** Looks at a line that never ends, after which no more events are let into it for a moment. */
const LOOKS = 10;

/** What stopped a line before its end. */
type Stop = { readonly kind: 'failed' } | { readonly kind: 'changed' };

/**
 * Does what operators wish of parked keys, as the holder of their partitions: hands a key's events to the handlers again,
 * in their order, each with its effect once; or discards them. Events of the key that come meanwhile queue behind: the
 * parking ends only when its line is empty, and that is decided by the database under the partition's lease.
 */
export class Redriver {
  private readonly stopping = new AbortController();
  private readonly retries = new Backoff(100, 10_000);
  private readonly wanted = new Set<string>();
  private running: Promise<void> | undefined;

  constructor(
    private readonly context: GroupContext,
    private readonly handlers: ReadonlyMap<string, SourceHandlers>,
  ) {}

  /** There are wishes for these keys. Doesn't wait for them to be fulfilled. */
  wake(keys: readonly string[]): void {
    if (this.stopping.signal.aborted || keys.length === 0) return;
    for (const key of keys) this.wanted.add(key);
    this.running ??= this.run();
  }

  /** Finishes what is under way. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    for (let key = this.next(); key !== undefined; key = this.next()) {
      try {
        await this.fulfil(key);
      } catch (error) {
        // The wish is still there, and the next look at the group brings it again.
        this.context.logger.warn({ key }, `a wish for a parked key waits: ${messageOf(error)}`);
      }
    }
    this.running = undefined;
  }

  private next(): string | undefined {
    if (this.stopping.signal.aborted) return undefined;
    const [key] = this.wanted;
    if (key !== undefined) this.wanted.delete(key);
    return key;
  }

  private async fulfil(key: string): Promise<void> {
    const { parking, logger } = this.context;
    for (const wish of await parking.wishes(key)) {
      if (this.state(key) === undefined || this.stopping.signal.aborted) return;
      switch (wish.wish) {
        case 'discard':
          logger.warn({ ...wish }, `events of the parked key ${key} are discarded: ${wish.reason ?? ''}`);
          await parking.discard(wish);
          await this.unpark(key);
          break;
        case 'redrive':
          await this.redrive(wish);
          break;
        default:
          wish.wish satisfies never;
      }
    }
  }

  private async redrive(wish: ParkedWish): Promise<void> {
    const { parking, logger } = this.context;
    const { key } = wish;
    logger.info({ ...wish }, `the parked key ${key} is redriven`);
    let giveBack: (() => void) | undefined;
    try {
      for (let looks = 0; !this.stopping.signal.aborted && this.state(key) !== undefined; looks++) {
        // It may fill as fast as it is emptied. Without new events of its partition it comes to an end.
        if (looks === LOOKS) giveBack = this.context.partitions.withhold(this.partition(key));
        const line = await parking.line(key, LINE);
        if (line.length === 0) {
          if (await this.unpark(key)) return;
        } else if ((await this.drive(line))?.kind === 'failed') {
          return await parking.forget(wish);
        }
      }
    } finally {
      giveBack?.();
    }
  }

  /** @returns what stopped it, undefined when all of these events were handled */
  private async drive(line: readonly ParkedEvent[]): Promise<Stop | undefined> {
    const failures = new FailureCount();
    let stop: Stop | undefined;
    const runs: Runs<ParkedEvent> = {
      isStopping: () => stop !== undefined || this.stopping.signal.aborted,
      attempt: (run) => this.attempt(run),
      done: (run) => {
        this.retries.reset();
        for (const { source } of run) handledEvents.inc({ group: this.context.group, source });
      },
      conflicted: ({ reason }) => {
        // Somebody else has handled or discarded one of them: what is left is to be read again.
        if (reason === 'parked') stop = { kind: 'changed' };
        return Promise.resolve();
      },
      failed: async (event, error) => {
        const passes = isTransient(error);
        const tries = failures.of(event, passes);
        if (passes || tries < this.context.options.tries) return this.retries.wait(this.stopping.signal);
        await this.failedAgain(event, error, tries);
        stop = { kind: 'failed' };
      },
    };
    await settle(line, runs);
    return stop;
  }

  /** Undefined when the log couldn't be reached. */
  private async attempt(run: readonly ParkedEvent[]): Promise<Attempt<ParkedEvent> | undefined> {
    const { group, log } = this.context;
    try {
      return await attempt(run, {
        log,
        service: log.service,
        handlersOf: (source) => this.handlers.get(source),
        isDue: () => true,
        isParked: () => false,
        // An event that nobody handles any more leaves the line with the others.
        progress: () => ({
          moves: [],
          parked: run.map(({ source, position }) => ({ kind: 'unpark', group, source, position })),
        }),
      });
    } catch (error) {
      this.context.logger.warn(`a redrive waits: ${messageOf(error)}`);
      await this.retries.wait(this.stopping.signal);
      return undefined;
    }
  }

  private async failedAgain(event: ParkedEvent, error: unknown, tries: number): Promise<void> {
    const { parking, logger } = this.context;
    const { source, position, type, key } = event;
    logger.error(
      { err: error, source, position, type, key },
      `the key ${key} stays parked: ${source}.${type} ${position} failed again: ${messageOf(error)}`,
    );
    await parking.failedAgain(key, { event, error: messageOf(error), tries });
  }

  /** @returns whether the key's parking is over, or no longer this process's business */
  private async unpark(key: string): Promise<boolean> {
    const { parking, partitions, logger } = this.context;
    const state = this.state(key);
    if (state === undefined) return true;
    const outcome = await parking.unpark({ key, partition: this.partition(key), epoch: state.epoch });
    if (outcome === 'unparked') logger.info({ key }, `the key ${key} is no longer parked`);
    if (outcome !== 'waiting') await partitions.refresh();
    return outcome === 'unparked';
  }

  /** Of the key's partition, while this process holds it. */
  private state(key: string): PartitionState | undefined {
    return this.context.leases.held.get(this.partition(key));
  }

  private partition(key: string): number {
    return partitionOf(key, this.context.log.partitions);
  }
}
