import { LogHalted, LogUnavailable } from '../errors';

/** `presumed`: nobody could compare the log with its mirror in time, and appends don't wait for it any more. */
type State = 'unchecked' | 'presumed' | 'open' | { readonly halted: string };

export interface GateOptions {
  /** Milliseconds that an append waits for the first comparison of the log with its mirror. Default 5000. */
  readonly patienceMs?: number;
  /** What comes after that wait: the append is refused, or goes ahead. Default `refuse`. */
  readonly unchecked?: 'refuse' | 'append';
}

/**
 * Decides whether appends may happen: not before the log has been compared with its mirror once, and not after the two
 * were found to disagree. A log that has to accept commands while there is no broker may append unchecked; a
 * disagreement is then found, and halts it, when the broker is back.
 */
export class AppendGate {
  private state: State = 'unchecked';
  private readonly waiting = new Set<() => void>();

  private readonly patienceMs: number;
  private readonly goesAhead: boolean;

  constructor({ patienceMs = 5_000, unchecked = 'refuse' }: GateOptions = {}) {
    this.patienceMs = patienceMs;
    this.goesAhead = unchecked === 'append';
  }

  get haltedBecause(): string | null {
    return typeof this.state === 'object' ? this.state.halted : null;
  }

  /** The log and its mirror agree. */
  open(): void {
    this.change('open');
  }

  halt(reason: string): void {
    this.change({ halted: reason });
  }

  /** Whether `pass` would return at once. */
  get isOpen(): boolean {
    return this.state === 'open' || this.state === 'presumed';
  }

  /**
   * Returns when appends may happen; waits a while for the first comparison.
   * @throws LogHalted, LogUnavailable
   */
  async pass(): Promise<void> {
    if (this.state === 'unchecked') await this.changeWithinPatience();
    if (this.state === 'unchecked') {
      if (!this.goesAhead) throw new LogUnavailable('the log has not been compared with its mirror yet');
      this.change('presumed');
    }
    if (typeof this.state === 'object') throw new LogHalted(this.state.halted);
  }

  private change(state: State): void {
    this.state = state;
    for (const wake of this.waiting) wake();
  }

  private changeWithinPatience(): Promise<void> {
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.waiting.delete(wake);
        resolve();
      };
      const timer = setTimeout(wake, this.patienceMs);
      this.waiting.add(wake);
    });
  }
}
