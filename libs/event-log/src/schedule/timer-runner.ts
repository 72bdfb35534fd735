import { messageOf, Pace, ServiceUnavailable, type Logger } from '@windrose/platform';
import { EventRefused } from '../errors';
import type { EventLog } from '../event-log';
import type { Conflict } from '../outcome';
import { present } from '../present';
import { preloadTouched } from '../work/touched-streams';
import { Work } from '../work/work';
import { Nap } from '../nap';
import { TimerStore } from './timer-store';
import type { DueTimer, TimerHandler } from './timers';

const LARGEST_BATCH = 200;
const LONGEST_SLEEP_MS = 200;
const AFTER_ERROR_MS = 500;
/** Timers that come due within this time are fired together: deadlines are not about milliseconds. */
const LOOK_EVERY_MS = 20;
/** A timer that can't be handled now is tried again after this. */
const POSTPONED_MS = 5_000;
/** Conflicts of one timer alone after which it must be its handler's fault. */
const MAX_CONFLICTS = 10;

/**
 * Hands due timers to their handlers, in batches of one append. Time is the database's. Two instances may see the same
 * timer: the append lets one of them succeed, and the other one finds the timer gone.
 */
export class TimerRunner {
  private readonly handlers: ReadonlyMap<string, TimerHandler>;
  private readonly store: TimerStore;
  private readonly nap = new Nap();
  private readonly pace = new Pace(LOOK_EVERY_MS);
  private batch = LARGEST_BATCH;
  private conflicts = 0;
  private running: Promise<void> = Promise.resolve();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly log: EventLog,
    handlers: readonly TimerHandler[],
    private readonly logger: Logger,
  ) {
    this.handlers = new Map(handlers.map((handler) => [handler.kind, handler]));
    this.store = new TimerStore(log);
  }

  start(): void {
    if (this.handlers.size === 0) return;
    this.unsubscribe = this.log.onScheduled(({ nextTimerMs }) => {
      if (nextTimerMs < LONGEST_SLEEP_MS) this.nap.wake();
    });
    this.running = this.run();
  }

  /** Finishes the batch that is under way. */
  async stop(): Promise<void> {
    this.unsubscribe();
    this.nap.end();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.nap.ended) {
      try {
        this.pace.begin();
        const sleepMs = await this.fireDue();
        if (sleepMs > 0) await this.nap.sleep(sleepMs);
        await this.nap.rest(this.pace.waitMs);
      } catch (error) {
        this.logger.warn({ err: error }, `timers wait: ${messageOf(error)}`);
        await this.nap.rest(AFTER_ERROR_MS);
      }
    }
  }

  /** @returns milliseconds until there may be more to do */
  private async fireDue(): Promise<number> {
    const { timers, nextInMs } = await this.store.due([...this.handlers.keys()], this.batch, LONGEST_SLEEP_MS);
    if (timers.length === 0) return Math.max(1, nextInMs ?? LONGEST_SLEEP_MS);
    await this.fire(timers);
    return 0;
  }

  /** All in one append, or none: then smaller batches tell which one is the reason. */
  private async fire(timers: readonly DueTimer[]): Promise<void> {
    const work = new Work(this.log);
    await preloadTouched(
      work,
      timers.flatMap((timer) => this.handlers.get(timer.kind)?.touches?.(timer) ?? []),
    );
    for (const timer of timers) {
      // Cleared before it is handled, so that the handler can set it again.
      work.change({ fireTimers: [timer] });
      try {
        await present(this.handlers.get(timer.kind)).handle(timer, work);
      } catch (error) {
        return this.failed(timer, error);
      }
    }
    try {
      const outcome = await work.commit();
      if (outcome.status === 'appended') this.succeeded();
      else await this.conflicted(timers, outcome);
    } catch (error) {
      if (!(error instanceof EventRefused)) throw error;
      if (timers.length === 1) await this.failed(present(timers[0]), error);
      else this.batch = 1;
    }
  }

  private succeeded(): void {
    this.batch = Math.min(LARGEST_BATCH, this.batch * 2);
    this.conflicts = 0;
  }

  /** Somebody else decides on the same streams, or fires the same timers: what is due is read again. */
  private async conflicted(timers: readonly DueTimer[], conflict: Conflict): Promise<void> {
    this.batch = Math.ceil(timers.length / 2);
    if (timers.length > 1 || conflict.reason === 'timer' || ++this.conflicts < MAX_CONFLICTS) return;
    this.conflicts = 0;
    await this.failed(present(timers[0]), new Error(`its append conflicts again and again: ${conflict.reason}`));
  }

  /** A handler that fails must not hold up the other timers; but without the database they all wait. */
  private async failed(timer: DueTimer, error: unknown): Promise<void> {
    if (error instanceof ServiceUnavailable) throw error;
    this.logger.error({ err: error, timer: timer.id, kind: timer.kind }, `a timer failed: ${messageOf(error)}`);
    await this.store.postpone(timer, POSTPONED_MS);
  }
}
