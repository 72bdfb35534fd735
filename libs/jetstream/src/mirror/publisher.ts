import type { StoredEvent } from '@windrose/event-log';
import { BrokerDisconnected } from '../broker/broker-errors';
import type { BrokerConnection } from '../broker/connection';
import { MessageWriter } from './message-writer';
import type { MirroredLog } from './mirrored-log';
import { PublishWindow } from './publish-window';
import type { WakeUp } from './wake-up';

/** Events read from the database at once. The next page is read while this one is published. */
const PAGE = 256;
/** Milliseconds after which the log is read without having been told to: another process may have appended. */
const POLL_MS = 150;
/** Milliseconds to wait for acks before the broker counts as stuck. */
const ANSWER_MS = 5_000;

export interface PublisherOptions {
  readonly log: Pick<MirroredLog, 'service' | 'logId' | 'readAll'>;
  readonly broker: BrokerConnection;
  readonly stream: string;
  readonly inFlight: number;
  /** Raised when there may be something to publish. */
  readonly wakeUp: WakeUp;
  /** Milliseconds after which a run ends by itself. */
  readonly forMs: number;
  readonly onRead: (position: number) => void;
  readonly onStored: (position: number) => void;
}

/** One uninterrupted run of publishing a log's events, each at its position. */
export class Publisher {
  private readonly writer: MessageWriter;
  private interruption: Error | undefined;
  private finishing = false;

  constructor(private readonly options: PublisherOptions) {
    this.writer = new MessageWriter(options.log.service, options.log.logId);
  }

  /** Whether the run ended because it was told to finish, with everything that the log had published. */
  get finished(): boolean {
    return this.finishing;
  }

  /**
   * Publishes what the log has after the position, and what comes, until it is interrupted or told to finish, or its
   * time is up.
   */
  async run(after: number): Promise<void> {
    const { broker, stream, inFlight, onStored } = this.options;
    const window = new PublishWindow(broker, {
      stream,
      size: inFlight,
      answerMs: ANSWER_MS,
      onStored,
      onFailure: (error) => this.interrupt(error),
    });
    const forget = broker.onDown(() => {
      this.interrupt(new BrokerDisconnected(`relaying to ${stream}`));
      window.close();
    });
    try {
      await this.publishAll(window, after);
      await window.settled();
    } finally {
      forget();
      window.close();
    }
    if (this.interruption !== undefined) throw this.interruption;
  }

  /** Ends the run with this error. */
  interrupt(error: Error): void {
    this.interruption ??= error;
    this.options.wakeUp.raise();
  }

  /** Ends the run when everything that the log has is published. */
  finish(): void {
    this.finishing = true;
    this.options.wakeUp.raise();
  }

  private async publishAll(window: PublishWindow, after: number): Promise<void> {
    const endsAt = Date.now() + this.options.forMs;
    let page = await this.read(after);
    while (this.interruption === undefined && (this.finishing || Date.now() < endsAt)) {
      const last = page.at(-1)?.position ?? after;
      const next = page.length === PAGE ? this.read(last) : undefined;
      // It is awaited below, unless publishing is interrupted first.
      next?.catch(() => undefined);
      await this.publishPage(window, page);
      if (next === undefined) {
        if (this.finishing && page.length === 0) return;
        await this.options.wakeUp.wait(POLL_MS);
      }
      page = await (next ?? this.read(last));
      after = last;
    }
  }

  private async publishPage(window: PublishWindow, page: readonly StoredEvent[]): Promise<void> {
    for (const event of page) {
      if (window.isFull) await window.room();
      if (this.interruption !== undefined) return;
      window.publish(event.position, this.writer.write(event));
    }
  }

  private async read(after: number): Promise<StoredEvent[]> {
    const page = await this.options.log.readAll({ after, limit: PAGE });
    const last = page.at(-1);
    if (last !== undefined) this.options.onRead(last.position);
    return page;
  }
}
