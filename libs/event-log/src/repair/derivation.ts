import type { RecordedEvent } from '../event';
import type { Posting, Unit } from '../unit';

/** What an append writes beside its events. */
export type FollowUps = Pick<Unit, 'documents' | 'setTimers' | 'clearTimers' | 'addJobs'>;

/**
 * What a service keeps beside its events and can say from them alone: the same functions that its decisions use. It is
 * asked when events come back into a log without what had been written with them.
 */
export interface Derivation {
  /** What an event does to balances. They are made again from the whole log. Default: the service has none. */
  readonly postings?: (event: RecordedEvent) => readonly Posting[];
  /**
   * What the append of an event wrote with it. `before`: the earlier events of its stream, oldest first. A job or a
   * timer whose work was done long ago may be among it: handlers find that out. Default: nothing.
   */
  readonly followUps?: (event: RecordedEvent, before: readonly RecordedEvent[]) => FollowUps;
}
