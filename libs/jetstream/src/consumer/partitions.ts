import type { PartitionState } from '@windrose/event-log';

/** A partition that this process handles, and what it has to know of it. */
export interface HeldPartition extends PartitionState {
  /** Which of this process's leases it is. Another number is another lease: others may have had it in between. */
  readonly lease: number;
}

/** Which partitions of all sources this process handles now, and what it has to know of each. */
export interface Partitions {
  readonly held: ReadonlyMap<number, HeldPartition>;
  /** Calls back when there are partitions more or less, or one of them has changed. Returns the way to stop that. */
  onChange(listener: () => void): () => void;
  /** Reads again what the group's other members and this one's own parking have changed. Never throws. */
  refresh(): Promise<void>;
}
