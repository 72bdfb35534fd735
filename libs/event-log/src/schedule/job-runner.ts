import { messageOf, type Logger } from '@windrose/platform';
import type { EventLog } from '../event-log';
import { backoffMs, type Backoff } from './backoff';
import { JobStore } from './job-store';
import { RetryLater, type DueJob, type JobHandler } from './jobs';

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
const MAX_ATTEMPTS = 20;

/** Does this service's jobs: claims what is due, several at once, tries again with back-off, buries what fails for good. */
export class JobRunner {
  private readonly handlers: ReadonlyMap<string, JobHandler>;
  private readonly store: JobStore;
  private readonly concurrency: number;
  private readonly leaseMs: number;
  private readonly backoff: Backoff;
  private readonly underWay = new Map<string, Promise<void>>();
  private readonly abort = new AbortController();
  private wake: () => void = () => undefined;
  private mayBeDue = true;
  private stopping = false;
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
      if (jobs > 0) this.nudge();
    });
    this.renewal = setInterval(() => void this.renew(), this.leaseMs / 3).unref();
    this.running = this.run();
  }

  /** Takes no more jobs, and waits for those under way for at most `withinMs`; the rest come due again by themselves. */
  async stop(withinMs = 5_000): Promise<void> {
    this.stopping = true;
    this.unsubscribe();
    this.nudge();
    const deadline = setTimeout(() => this.abort.abort(), withinMs);
    await this.running;
    await Promise.all(this.underWay.values());
    clearTimeout(deadline);
    clearInterval(this.renewal);
  }

  private nudge(): void {
    this.mayBeDue = true;
    this.wake();
  }

  private async run(): Promise<void> {
    await this.store.releaseOwn().catch((error: unknown) => this.logger.warn({ err: error }, 'claims could not be released'));
    while (!this.stopping) {
      let sleepMs = LONGEST_SLEEP_MS;
      try {
        this.mayBeDue = false;
        sleepMs = await this.claimSome();
      } catch (error) {
        this.logger.warn({ err: error }, `jobs wait: ${messageOf(error)}`);
        sleepMs = AFTER_ERROR_MS;
      }
      if (sleepMs > 0 && !this.mayBeDue && !this.stopping) await this.sleep(sleepMs);
    }
  }

  /** @returns milliseconds until there may be more to do */
  private async claimSome(): Promise<number> {
    const free = this.concurrency - this.underWay.size;
    if (free === 0) return LONGEST_SLEEP_MS;
    const kinds = [...this.handlers.keys()];
    const jobs = await this.store.claim(kinds, free, this.leaseMs);
    for (const job of jobs) {
      const done = this.doJob(job).finally(() => {
        this.underWay.delete(job.id);
        // A place is free: there may be jobs that waited for one.
        if (this.underWay.size === this.concurrency - 1) this.nudge();
      });
      this.underWay.set(job.id, done);
    }
    if (jobs.length === free) return LONGEST_SLEEP_MS;
    return Math.min(LONGEST_SLEEP_MS, Math.max(1, (await this.store.nextDueInMs(kinds)) ?? LONGEST_SLEEP_MS));
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private async doJob(job: DueJob): Promise<void> {
    const handler = this.handlers.get(job.kind)!;
    try {
      const answer = await handler.perform(job, this.abort.signal);
      await this.log.transact(async (work) => {
        await handler.conclude(job, answer, work);
        work.change({ completeJobs: [job.id] });
      });
    } catch (error) {
      await this.failed(job, handler, error).catch((problem: unknown) =>
        // The claim runs out by itself, and the job comes due again.
        this.logger.warn({ err: problem, job: job.id }, 'a failed job could not be put back'),
      );
    }
  }

  private async failed(job: DueJob, handler: JobHandler, error: unknown): Promise<void> {
    const reason = messageOf(error);
    if (error instanceof RetryLater) {
      await this.store.retry(job.id, { afterMs: error.afterMs, reason, counts: false });
      this.nudge();
      return;
    }
    if (job.attempt < (handler.maxAttempts ?? MAX_ATTEMPTS)) {
      this.logger.warn({ err: error, job: job.id, attempt: job.attempt }, `a job failed: ${reason}`);
      await this.store.retry(job.id, { afterMs: backoffMs(job.attempt, this.backoff), reason, counts: true });
      this.nudge();
      return;
    }
    this.logger.error({ err: error, job: job.id, attempt: job.attempt }, `a job failed for good: ${reason}`);
    if (handler.giveUp) await this.log.transact((work) => handler.giveUp!(job, error, work));
    await this.store.bury(job.id, reason);
  }

  private async renew(): Promise<void> {
    if (this.underWay.size === 0) return;
    await this.store.renew([...this.underWay.keys()], this.leaseMs).catch((error: unknown) => {
      this.logger.warn({ err: error }, 'claims could not be renewed');
    });
  }
}
