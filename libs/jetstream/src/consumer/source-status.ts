import type { Service } from '@windrose/contracts';

export interface SourceStatus {
  readonly group: string;
  readonly source: Service;
  /** `retrying`: an event or the database makes it wait. `stopped`: only a person can help; `problem` says with what. */
  readonly state: 'starting' | 'running' | 'retrying' | 'stopped';
  /** Everything up to this position of the source has been dealt with. */
  readonly position: number;
  readonly lag: number;
  readonly problem: string | null;
}
