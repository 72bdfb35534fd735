import type { EventMeta } from '@windrose/contracts';
import type { Work } from '../work/work';

/** A piece of work on the outside world, claimed by this process. */
export interface DueJob<Data = unknown> {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly data: Data;
  /** 1 for the first try. */
  readonly attempt: number;
  /** For the events that the job leads to. */
  readonly meta: EventMeta;
}

/**
 * Does one kind of job in two steps. `perform` talks to the outside, at least once: repeats must be harmless there.
 * `conclude` decides on the answer and appends through the work; it is done again when the append conflicts, without
 * asking the outside again. The job's completion is part of that append.
 */
export interface JobHandler<Data = unknown, Answer = unknown> {
  readonly kind: string;
  /** Tries before the job is a dead letter. Default 20. */
  readonly maxAttempts?: number;
  /**
   * How many more of its jobs may be under way that have been for a while, because the outside takes its time. Without
   * any (the default) slow answers keep the jobs behind them waiting.
   */
  readonly mayLinger?: number;
  /**
   * Whether an answer is concluded although another worker has taken the job over meanwhile: only this one knows it. The
   * conclusion must be harmless then, whatever the other one has concluded. Default: it is lost.
   */
  readonly concludesLateAnswers?: boolean;
  perform(job: DueJob<Data>, signal: AbortSignal): Promise<Answer>;
  conclude(job: DueJob<Data>, answer: Answer, work: Work): Promise<void>;
  /** Appends what is to be said when the last try has failed. */
  giveUp?(job: DueJob<Data>, error: unknown, work: Work): Promise<void>;
}

/** Thrown by `perform`: not yet. Doesn't count as a try, so it never makes a dead letter. */
export class RetryLater extends Error {
  constructor(
    reason: string,
    /** Milliseconds to wait. */
    readonly afterMs = 1_000,
  ) {
    super(reason);
    this.name = 'RetryLater';
  }
}
