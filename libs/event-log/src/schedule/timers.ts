import type { EventMeta } from '@windrose/contracts';
import type { TouchedStream } from '../work/touched-streams';
import type { Work } from '../work/work';

export interface DueTimer<Data = unknown> {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly data: Data;
  /** When it was due, on the database's clock. */
  readonly dueAt: string;
  /** For the events that the timer leads to. */
  readonly meta: EventMeta;
}

/**
 * Decides what a due timer leads to. The timer is cleared in the same append, so it has its effect once, and a late one
 * finds nothing to do. The handler may set it again.
 */
export interface TimerHandler<Data = unknown> {
  readonly kind: string;
  /** The streams that `handle` is going to load, so that a batch of timers loads all of its streams in one query. */
  touches?(timer: DueTimer<Data>): readonly TouchedStream[];
  handle(timer: DueTimer<Data>, work: Work): Promise<void>;
}
