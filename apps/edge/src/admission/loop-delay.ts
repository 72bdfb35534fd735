const TICK_MS = 20;

/** Milliseconds that a turn of the event loop may come late without meaning anything. */
const TARGET_MS = 50;

/**
 * How far this process is behind with its work. What waits for it in sockets can't be counted; but it waits for the loop's next
 * turn, like the answers that the process waits for itself.
 */
export class LoopDelay {
  private readonly timer: NodeJS.Timeout;
  private tickAt: number;
  private inTimeAt: number;

  constructor(private readonly now: () => number = () => performance.now()) {
    this.tickAt = this.inTimeAt = now();
    this.timer = setInterval(() => this.tick(), TICK_MS).unref();
  }

  /** Milliseconds for which every turn has come late, the present one included. */
  get lateMs(): number {
    return this.now() - this.inTimeAt;
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private tick(): void {
    const now = this.now();
    if (now - this.tickAt - TICK_MS <= TARGET_MS) this.inTimeAt = now;
    this.tickAt = now;
  }
}
