/** Lets so many tasks run at once and so many more wait for their turn, in order. */
export class Gate {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private idleListeners: (() => void)[] = [];

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  /** Whether another task would have to be turned away. */
  get isFull(): boolean {
    return this.running >= this.maxRunning && this.waiting.length >= this.maxWaiting;
  }

  async run(task: () => Promise<void>): Promise<void> {
    if (this.running < this.maxRunning) this.running++;
    // Whoever leaves hands its place over, so nobody can slip in between.
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
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
    const next = this.waiting.shift();
    if (next !== undefined) return next();
    if (--this.running > 0) return;
    for (const resolve of this.idleListeners) resolve();
    this.idleListeners = [];
  }
}
