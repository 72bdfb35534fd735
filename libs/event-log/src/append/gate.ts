import { LogHalted, LogUnavailable } from '../errors';

/**
 * Decides whether appends may happen: not before the log has been compared with its mirror once, and not after the two
 * were found to disagree.
 */
export class AppendGate {
  private state: 'unchecked' | 'open' | { halted: string } = 'unchecked';
  private waiting: (() => void)[] = [];

  constructor(private readonly patienceMs = 5_000) {}

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
    return this.state === 'open';
  }

  /**
   * Returns when appends may happen; waits a while for the first comparison.
   * @throws LogHalted, LogUnavailable
   */
  async pass(): Promise<void> {
    if (this.state === 'unchecked') await this.changeWithinPatience();
    if (this.state === 'unchecked') throw new LogUnavailable('the log has not been compared with its mirror yet');
    if (typeof this.state === 'object') throw new LogHalted(this.state.halted);
  }

  private change(state: typeof this.state): void {
    this.state = state;
    const waiting = this.waiting;
    this.waiting = [];
    for (const wake of waiting) wake();
  }

  private changeWithinPatience(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.patienceMs);
      this.waiting.push(() => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}
