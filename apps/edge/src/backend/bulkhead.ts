import { AdaptiveLimit, WaitingLine, type AdaptiveLimitOptions, type WaitingLineOptions } from '@windrose/platform';

export interface BulkheadOptions {
  /** Names what it protects, in errors. */
  readonly name: string;
  /** Calls at once. */
  readonly running: AdaptiveLimitOptions;
  /** Calls that wait for their turn. */
  readonly waiting: Omit<WaitingLineOptions, 'name'>;
}

/**
 * Bounds what is asked of one service at once, so that a slow one can't take the others' calls with it, and sheds what is
 * too much: first to wait, then to be sent at all.
 */
export class Bulkhead {
  private running = 0;
  private readonly limit: AdaptiveLimit;
  private readonly line: WaitingLine;

  constructor({ name, running, waiting }: BulkheadOptions) {
    this.limit = new AdaptiveLimit(running);
    this.line = new WaitingLine({ name, ...waiting });
  }

  /** Whether another call would be turned away. */
  get isFull(): boolean {
    return this.running >= this.limit.current && this.line.isFull;
  }

  /** @throws ServiceBusy when it is too much: the task was not begun */
  async run<T>(task: () => Promise<T>): Promise<T> {
    if (this.running < this.limit.current) this.running++;
    else await this.line.join();
    const startedAt = performance.now();
    try {
      return await task();
    } finally {
      this.limit.note(performance.now() - startedAt, this.running);
      this.leave();
    }
  }

  /** Whoever leaves hands its place over, unless there is one too many; a limit that has grown has places for more. */
  private leave(): void {
    this.running--;
    while (this.running < this.limit.current && this.line.next()) this.running++;
  }
}
