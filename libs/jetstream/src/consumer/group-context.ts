import type { EventLog, ParkingStore } from '@windrose/event-log';
import type { Logger } from '@windrose/platform';
import type { Breaker } from './breaker';
import type { ParkingOptions } from './parking-options';
import type { Partitions } from './partitions';

/** What the parts of one process's membership in a consumer group share. */
export interface GroupContext {
  readonly group: string;
  /** Milliseconds between the beginnings of two batches of a source, at least. */
  readonly gatherMs: number;
  /** The service's own log: decisions go there, with the cursors. */
  readonly log: EventLog;
  readonly logger: Logger;
  /** All partitions that this process holds. */
  readonly leases: Partitions;
  /** Those of them that it handles: not the ones that are stopped. */
  readonly partitions: Breaker;
  readonly parking: ParkingStore;
  readonly options: ParkingOptions;
}
