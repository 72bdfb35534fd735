import type { Service } from '@windrose/contracts';

export interface SourceStatus {
  readonly group: string;
  readonly source: Service;
  /**
   * `standby`: other instances handle all partitions. `retrying`: an event or the database makes it wait. `stopped`: only
   * a person can help; `problem` says with what.
   */
  readonly state: 'starting' | 'standby' | 'running' | 'retrying' | 'stopped';
  /** Everything up to this position of the source has been dealt with, in the partitions that this process handles. */
  readonly position: number;
  readonly lag: number;
  readonly problem: string | null;
}
