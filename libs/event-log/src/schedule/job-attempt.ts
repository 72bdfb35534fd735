import { messageOf, ServiceUnavailable, type Logger } from '@windrose/platform';
import { LogUnavailable } from '../errors';
import type { EventLog } from '../event-log';
import type { Unit } from '../unit';
import { Work } from '../work/work';
import { backoffMs, type Backoff } from './backoff';
import type { JobStore } from './job-store';
import { RetryLater, type DueJob, type JobHandler } from './jobs';

const MAX_ATTEMPTS = 20;
/** Conflicts at the conclusion after which the job is put back rather than decided again. */
const MAX_CONFLICTS = 8;

export interface JobAttemptOptions {
  readonly log: EventLog;
  readonly store: JobStore;
  readonly logger: Logger;
  readonly backoff: Backoff;
  /** Asks the job to end. */
  readonly signal: AbortSignal;
}

/** `lost`: another worker has it, or nobody could be told; it comes due again by itself if it isn't done. */
export type AttemptEnd = 'done' | 'put back' | 'dead' | 'lost';

/** One try of one claimed job: the outside world, then the conclusion in the log, or back into the queue. */
export class JobAttempt {
  constructor(
    private readonly options: JobAttemptOptions,
    private readonly handler: JobHandler,
    private readonly job: DueJob,
  ) {}

  /** Never throws. */
  async run(): Promise<AttemptEnd> {
    try {
      // Each of the tries before ended its process, or its claim ran out: it must not go on like that for ever.
      if (this.job.attempt > this.maxAttempts) return await this.giveUp(new Error('no try came to an end'));
      return await this.performAndConclude();
    } catch (error) {
      const { logger } = this.options;
      logger.warn({ err: error, job: this.job.id }, `a job waits for the end of its claim: ${messageOf(error)}`);
      return 'lost';
    }
  }

  private get maxAttempts(): number {
    return this.handler.maxAttempts ?? MAX_ATTEMPTS;
  }

  private async performAndConclude(): Promise<AttemptEnd> {
    const { handler, job } = this;
    let answer: unknown;
    try {
      answer = await handler.perform(job, this.options.signal);
    } catch (error) {
      return this.failed(error);
    }
    try {
      const claim = this.options.store.claimOf(job);
      const conclude = (work: Work): Promise<void> => handler.conclude(job, answer, work);
      const ours = await this.append(conclude, { concludeJobs: [claim] });
      if (!ours && handler.concludesLateAnswers) await this.append(conclude, {});
      return ours ? 'done' : 'lost';
    } catch (error) {
      // The outside has done its part. A log that can't take that now must not make a dead letter of it.
      const later =
        error instanceof ServiceUnavailable ? new RetryLater(error.message, error.retryAfterSeconds * 1_000) : error;
      return this.failed(later);
    }
  }

  private async failed(error: unknown): Promise<AttemptEnd> {
    const { store, logger, backoff, signal } = this.options;
    const { job } = this;
    const reason = messageOf(error);
    if (error instanceof RetryLater || signal.aborted) {
      const afterMs = error instanceof RetryLater ? error.afterMs : 0;
      await store.retry(job, { afterMs, reason, counts: false });
      return 'put back';
    }
    if (job.attempt >= this.maxAttempts) return this.giveUp(error);
    logger.warn({ err: error, job: job.id, attempt: job.attempt }, `a job failed: ${reason}`);
    await store.retry(job, { afterMs: backoffMs(job.attempt, backoff), reason, counts: true });
    return 'put back';
  }

  /** What is to be said about it and its burial are one append: it can't come back to life between the two. */
  private async giveUp(error: unknown): Promise<AttemptEnd> {
    const { job, handler } = this;
    const reason = messageOf(error);
    this.options.logger.error({ err: error, job: job.id, attempt: job.attempt }, `a job failed for good: ${reason}`);
    const burial = { ...this.options.store.claimOf(job), reason };
    const ours = await this.append(async (work) => handler.giveUp?.(job, error, work), { buryJobs: [burial] });
    return ours ? 'dead' : 'lost';
  }

  /**
   * Decides until the append gets through. Only the decision is repeated, never what was done outside.
   * @returns false when the job was another worker's by then
   */
  private async append(
    decide: (work: Work) => Promise<void>,
    end: Pick<Unit, 'concludeJobs' | 'buryJobs'>,
  ): Promise<boolean> {
    const { id, attempt } = this.job;
    for (let i = 0; i < MAX_CONFLICTS; i++) {
      const work = new Work(this.options.log);
      await decide(work);
      work.change(end);
      const outcome = await work.commit();
      if (outcome.status === 'appended') return true;
      if (outcome.reason === 'job' && outcome.jobId === id) {
        this.options.logger.warn({ job: id, attempt }, 'a job was taken over by another worker before its conclusion');
        return false;
      }
    }
    throw new LogUnavailable('too many others change the same: try again');
  }
}
