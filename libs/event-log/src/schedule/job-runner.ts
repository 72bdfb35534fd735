import { messageOf, type Logger } from '@windrose/platform';
import type { EventLog } from '../event-log';
import { present } from '../present';
import type { Backoff } from './backoff';
import { JobAttempt } from './job-attempt';
import { JobStore } from './job-store';
import type { DueJob, JobHandler } from './jobs';
import { Nap } from '../nap';

export interface JobRunnerOptions {
  /** Names this instance's claims, over its restarts: `payments#1`. */
  readonly worker: string;
  /** Jobs under way at once. Default 64. */
  readonly concurrency?: number;
  /** How long a claim holds without a renewal, in milliseconds. Renewed at a third of it. Default 15 s. */
  readonly leaseMs?: number;
  /** Waits after failures. Default 250 ms doubling to 60 s. */
  readonly backoff?: Backoff;
}

const LONGEST_SLEEP_MS = 250;
const AFTER_ERROR_MS = 500;
/** What a job that was asked to end may still take to say so. */
const LAST_GRACE_MS = 1_000;

/** Does this service's jobs: claims what is due, several at once, for as long as they run. */
export class JobRunner {
  private readonly handlers: ReadonlyMap<string, JobHandler>;
  private readonly store: JobStore;
  private readonly concurrency: number;
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
    this.concurrency = options.concurrency ?? 64;
    this.leaseMs = options.leaseMs ?? 15_000;
    this.backoff = options.backoff ?? { firstMs: 250, maxMs: 60_000 };
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
    const free = this.concurrency - this.underWay.size;
    if (free === 0) return LONGEST_SLEEP_MS;
    const kinds = [...this.handlers.keys()];
    const jobs = await this.store.claim(kinds, free, this.leaseMs, [...this.underWay.keys()]);
    for (const job of jobs) this.underWay.set(job.id, this.attempt(job));
    if (jobs.length === free) return LONGEST_SLEEP_MS;
    const nextInMs = (await this.store.nextDueInMs(kinds)) ?? LONGEST_SLEEP_MS;
    return Math.min(LONGEST_SLEEP_MS, Math.max(1, nextInMs));
  }

  private async attempt(job: DueJob): Promise<void> {
    const { log, store, logger, backoff } = this;
    const handler = present(this.handlers.get(job.kind));
    const end = await new JobAttempt({ log, store, logger, backoff, signal: this.abort.signal }, handler, job).run();
    const wasFull = this.underWay.size === this.concurrency;
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
