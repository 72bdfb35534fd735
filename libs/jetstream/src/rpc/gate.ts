import { WaitingLine, type WaitingLineOptions } from '@windrose/platform';

export interface GateOptions extends WaitingLineOptions {
  /** Tasks at once. */
  readonly maxRunning: number;
}

/** Lets so many tasks run at once and others wait for their turn, in order, as long as that makes sense. */
export class Gate {
  private running = 0;
  private readonly line: WaitingLine;
  private idleListeners: (() => void)[] = [];

  constructor(private readonly options: GateOptions) {
    this.line = new WaitingLine(options);
  }

  /** @throws ServiceBusy when it is too much: the task was not begun */
  async run(task: () => Promise<void>): Promise<void> {
    // Whoever leaves hands its place over, so nobody can slip in between.
    if (this.running < this.options.maxRunning) this.running++;
    else await this.line.join();
    try {
      await task();
    } finally {
      this.leave();
    }
  }

  /** Resolves when nothing runs or waits. */
  async idle(): Promise<void> {
    if (this.running > 0) await new Promise<void>((resolve) => this.idleListeners.push(resolve));
  }

  private leave(): void {
    if (this.line.next() || --this.running > 0) return;
    for (const resolve of this.idleListeners) resolve();
    this.idleListeners = [];
  }
}
