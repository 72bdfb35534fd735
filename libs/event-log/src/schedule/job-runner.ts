import { messageOf, type Logger } from '@windrose/platform';
import { setMaxListeners } from 'node:events';
import type { EventLog } from '../event-log';
import { present } from '../present';
import type { Backoff } from './backoff';
import { JobAttempt } from './job-attempt';
import { JobStore } from './job-store';
import type { DueJob, JobHandler } from './jobs';
import { Nap } from '../nap';
import { Places } from './places';

export interface JobRunnerOptions {
  /** Names this instance's claims, over its restarts: `payments#1`. */
  readonly worker: string;
  /** Jobs of each kind under way at once, besides those that may linger. Default 64. */
  readonly concurrency?: number;
  /** How long a claim holds without a renewal, in milliseconds. Renewed at a third of it. Default 15 s. */
  readonly leaseMs?: number;
  /** Waits after failures. Default 250 ms doubling to 60 s. */
  readonly backoff?: Backoff;
}

const LONGEST_SLEEP_MS = 250;
/** Jobs that were claimed together begin to linger one after the other: one look is for several of them. */
const SHORTEST_WAIT_MS = 10;
const AFTER_ERROR_MS = 500;
/** What a job that was asked to end may still take to say so. */
const LAST_GRACE_MS = 1_000;

/** Does this service's jobs: claims what is due, several at once, for as long as they run. */
export class JobRunner {
  private readonly handlers: ReadonlyMap<string, JobHandler>;
  private readonly store: JobStore;
  private readonly places: Places;
  private readonly leaseMs: number;
  private readonly backoff: Backoff;
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly abort = new AbortController();
  private readonly nap = new Nap();
  private running: Promise<void> = Promise.resolve();
  private renewal: NodeJS.Timeout | undefined;
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly log: EventLog,
    handlers: readonly JobHandler[],
    private readonly logger: Logger,
    options: JobRunnerOptions,
  ) {
    this.handlers = new Map(handlers.map((handler) => [handler.kind, handler]));
    this.store = new JobStore(log, options.worker);
    const brisk = options.concurrency ?? 64;
    this.places = new Places(
      new Map(handlers.map(({ kind, mayLinger = 0 }) => [kind, { brisk, lingering: mayLinger }])),
    );
    this.leaseMs = options.leaseMs ?? 15_000;
    this.backoff = options.backoff ?? { firstMs: 250, maxMs: 60_000 };
    // Every call that is under way listens.
    setMaxListeners(0, this.abort.signal);
  }

  start(): void {
    if (this.handlers.size === 0) return;
    this.unsubscribe = this.log.onScheduled(({ jobs }) => {
      if (jobs > 0) this.nap.wake();
    });
    this.renewal = setInterval(() => void this.renew(), this.leaseMs / 3).unref();
    this.running = this.run();
  }

  /**
   * Takes no more jobs and waits for those under way, for at most `withinMs`: then they are asked to end. One that
   * doesn't is left alone; it comes due again when its claim has run out.
   */
  async stop(withinMs = 5_000): Promise<void> {
    this.unsubscribe();
    this.nap.end();
    await this.running;
    if (!(await this.endsWithin(withinMs))) {
      this.abort.abort();
      await this.endsWithin(LAST_GRACE_MS);
    }
    clearInterval(this.renewal);
  }

  private async run(): Promise<void> {
    await this.store
      .releaseOwn()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'claims could not be released'));
    while (!this.nap.ended) {
      try {
        await this.nap.sleep(await this.claimSome());
      } catch (error) {
        this.logger.warn({ err: error }, `jobs wait: ${messageOf(error)}`);
        await this.nap.rest(AFTER_ERROR_MS);
      }
    }
  }

  /** @returns milliseconds until there may be more to do */
  private async claimSome(): Promise<number> {
    const free = this.places.free();
    if (free.size === 0) return this.longestSleepMs();
    const jobs = await this.store.claim(free, this.leaseMs, [...this.underWay.keys()]);
    for (const job of jobs) this.underWay.set(job.id, this.attempt(job));
    // Where all places are taken now, more may be due: but only a place that becomes free changes anything.
    const idle = [...this.places.free().keys()].filter((kind) => free.has(kind));
    const nextInMs = idle.length === 0 ? null : await this.store.nextDueInMs(idle);
    return Math.min(this.longestSleepMs(), Math.max(1, nextInMs ?? LONGEST_SLEEP_MS));
  }

  /** Jobs that wait for a place get one when another job ends, which wakes the loop, or begins to linger. */
  private longestSleepMs(): number {
    if (this.places.free().size === this.handlers.size) return LONGEST_SLEEP_MS;
    return Math.min(LONGEST_SLEEP_MS, Math.max(SHORTEST_WAIT_MS, this.places.nextLingersInMs()));
  }

  private async attempt(job: DueJob): Promise<void> {
    const { log, store, logger, backoff } = this;
    const handler = present(this.handlers.get(job.kind));
    this.places.take(job.kind, job.id);
    const end = await new JobAttempt({ log, store, logger, backoff, signal: this.abort.signal }, handler, job).run();
    const wasFull = !this.places.free().has(job.kind);
    this.places.leave(job.kind, job.id);
    this.underWay.delete(job.id);
    // There may be jobs that waited for a place, or this one is due again soon.
    if (wasFull || end === 'put back') this.nap.wake();
  }

  private async endsWithin(ms: number): Promise<boolean> {
    let timer: NodeJS.Timeout | undefined;
    const tooLong = new Promise<boolean>((resolve) => {
      timer = setTimeout(resolve, ms, false);
    });
    const ended = Promise.all(this.underWay.values()).then(() => true);
    return Promise.race([ended, tooLong]).finally(() => clearTimeout(timer));
  }

  private async renew(): Promise<void> {
    if (this.underWay.size === 0) return;
    await this.store.renew([...this.underWay.keys()], this.leaseMs).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'claims could not be renewed');
    });
  }
}
