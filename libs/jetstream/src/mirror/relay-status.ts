import type { Interruption } from './relay-errors';

export interface RelayStatus {
  readonly log: string;
  /**
   * `standby`: another process relays this log. `interrupted`: starting over, `problem` says why. `halted`: log and mirror
   * disagree and a person has to choose.
   */
  readonly state: 'starting' | 'standby' | 'relaying' | 'interrupted' | 'halted' | 'stopped';
  /** The log's last position that this process knows of. */
  readonly head: number;
  /** The last position that is in the mirror. */
  readonly relayed: number;
  readonly lag: number;
  readonly problem: string | null;
  /** Why it starts over, while it does: `no_room` is a full stream or disk. */
  readonly interruption: Interruption | null;
  /** What the mirror has lost within it. Consumers take that from the log. */
  readonly damage: string | null;
}
