import type { LoggedEvent } from './log-pages';

/** What is kept of a log's end. Who is further behind reads the log itself. */
const MAX_EVENTS = 2_000;
const MAX_BYTES = 8 * 1024 * 1024;

type Read = (after: number, upTo?: number) => Promise<readonly LoggedEvent[]>;

/**
 * The end of one log, read once for all who follow it. Positions are dense, so nothing is left out and nothing comes
 * twice, whoever reads when.
 */
export class LogTail {
  private readonly events: LoggedEvent[] = [];
  private bytes = 0;
  private reading: Promise<void> | null = null;
  private again = false;

  /** `head`: what is known of the log. */
  constructor(
    private readonly read: Read,
    public head: number,
  ) {}

  /** Reads what is new. Calls while it reads make it look once more. @throws ServiceUnavailable */
  catchUp(): Promise<void> {
    this.again = true;
    this.reading ??= this.readOn().finally(() => (this.reading = null));
    return this.reading;
  }

  /** The events behind a position, as many as there are at hand. */
  async after(position: number, limit: number): Promise<readonly LoggedEvent[]> {
    const first = this.head - this.events.length;
    if (position < first) return this.read(position, Math.min(first, position + limit));
    return this.events.slice(position - first, position - first + limit);
  }

  private async readOn(): Promise<void> {
    while (this.again) {
      this.again = false;
      for (;;) {
        const page = await this.read(this.head);
        if (page.length === 0) break;
        for (const event of page) this.keep(event);
      }
    }
  }

  private keep(event: LoggedEvent): void {
    this.events.push(event);
    this.bytes += event.bytes;
    this.head = event.position;
    while (this.events.length > MAX_EVENTS || (this.bytes > MAX_BYTES && this.events.length > 1)) {
      this.bytes -= this.events.shift()!.bytes;
    }
  }
}
