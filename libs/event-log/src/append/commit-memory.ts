import type { StoredEvent } from '../event';

/** Something that remembers what this process has committed, so that the database need not be asked for it. */
export interface CommitMemory {
  /** Events of one commit, in the order of their positions. */
  add(committed: readonly StoredEvent[]): void;
  /** After anything that makes it doubtful that the database still holds what it confirmed, such as a failover. */
  clear(): void;
}
