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
}
