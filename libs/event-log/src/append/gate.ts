import { LogHalted, LogUnavailable } from '../errors';

type State = 'unchecked' | 'open' | { readonly halted: string };

/**
 * Decides whether appends may happen: not before the log has been compared with its mirror once, and not after the two
 * were found to disagree.
 */
export class AppendGate {
  private state: State = 'unchecked';
  private readonly waiting = new Set<() => void>();

  /** @param patienceMs how long an append waits for the first comparison, in milliseconds */
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
