import type { PartitionState } from '@windrose/event-log';

/** Which partitions of all sources this process handles now, and what it has to know of each. */
export interface Partitions {
  readonly held: ReadonlyMap<number, PartitionState>;
  /** Calls back when there are partitions more or less, or one of them has changed. Returns the way to stop that. */
  onChange(listener: () => void): () => void;
  /** Reads again what the group's other members and this one's own parking have changed. Never throws. */
  refresh(): Promise<void>;
}
