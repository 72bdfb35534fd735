import { streamNameOf, type Service } from '@windrose/contracts';
import { messageOf, type Logger } from '@windrose/platform';
import type { Msg } from '@nats-io/transport-node';
import { Backoff, sleep } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import type { Delivery } from '../broker/delivery';
import { PullSession } from '../broker/pull-session';
import { isNoStream } from '../broker/questions';
import { headerBlockOf, viewOf } from '../broker/raw-message';
import { StreamApi } from '../broker/stream-api';
import { MirroredEvent, NotAnEvent } from '../mirror/mirrored-event';
import { AnotherLog, HoleInSource, type Continuity } from './continuity';
import type { EventBuffer } from './event-buffer';

/** Events asked for at once. */
const REQUEST = 500;
/** Milliseconds between tries while the source's stream doesn't exist: its owner may not have started yet. */
const NO_STREAM_MS = 250;
/** Milliseconds before a source that can't go on is read again. A person has to do something about it. */
const BROKEN_MS = 5_000;

export interface ReaderOptions {
  readonly source: Service;
  readonly broker: BrokerConnection;
  readonly buffer: EventBuffer;
  readonly continuity: Continuity;
  readonly logger: Logger;
  /** What keeps the source from being read, null when nothing does. */
  readonly onState: (problem: Error | null) => void;
}

/**
 * Reads one source's stream into a buffer, for as long as it isn't stopped. Whatever happens to the broker, it opens a
 * new consumer where it stopped reading; what was read stays in the buffer.
 */
export class SourceReader {
  private readonly stopping = new AbortController();
  private readonly api: StreamApi;
  private readonly stream: string;
  private session: PullSession | undefined;
  private running: Promise<void> | undefined;
  /** Events of the stream behind the last one that was read. */
  private pending = 0;

  constructor(private readonly options: ReaderOptions) {
    this.api = new StreamApi(options.broker);
    this.stream = streamNameOf(options.source);
  }

  /** Events of the stream that haven't been handled, as far as the broker has said. */
  get lag(): number {
    return this.pending + this.options.buffer.length;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Something was taken from the buffer: there may be room for more. */
  refill(): void {
    const { session } = this;
    if (session === undefined || session.openRequests > 1) return;
    const wanted = Math.min(REQUEST, this.options.buffer.room - session.outstanding);
    // A second request only when it is worth one.
    if (wanted > 0 && (session.openRequests === 0 || (session.outstanding < REQUEST / 2 && wanted >= REQUEST / 2))) {
      session.request(wanted);
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.session?.close();
    await this.running;
  }

  private async run(): Promise<void> {
    const { broker, source, logger, onState } = this.options;
    const { signal } = this.stopping;
    const backoff = new Backoff(20, 1_000);
    while (!signal.aborted) {
      await broker.whenConnected(signal);
      try {
        await this.readOn(backoff);
      } catch (error) {
        if (error instanceof HoleInSource || error instanceof AnotherLog || error instanceof NotAnEvent) {
          onState(error);
          await sleep(BROKEN_MS, signal);
        } else if (isNoStream(error)) {
          logger.debug(`the stream ${this.stream} doesn't exist yet`);
          await sleep(NO_STREAM_MS, signal);
        } else {
          logger.debug(`reading ${source} anew: ${messageOf(error)}`);
          await backoff.wait(signal);
        }
      }
    }
  }

  /** Reads until the session ends; throws what ended it. */
  private async readOn(backoff: Backoff): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { broker, continuity } = this.options;
    let broken: Error | undefined;
    const session = await PullSession.open(broker, this.api, {
      stream: this.stream,
      startSequence: continuity.startSequence,
      onRequestEnd: () => this.refill(),
      onMessage: (message, delivery) => {
        try {
          this.accept(message, delivery);
          backoff.reset();
        } catch (error) {
          broken ??= error instanceof Error ? error : new Error(messageOf(error));
          session.close();
        }
      },
    });
    this.session = session;
    try {
      if (this.stopping.signal.aborted) session.close();
      else this.refill();
      await session.ended;
    } finally {
      this.session = undefined;
    }
    if (broken !== undefined) throw broken;
  }

  private accept(message: Msg, { sequence, pending }: Delivery): void {
    const { source, buffer, continuity, onState } = this.options;
    const event = new MirroredEvent(source, sequence, message.subject, headerBlockOf(message), viewOf(message.data));
    this.pending = pending;
    if (!continuity.isNext(event)) return;
    onState(null);
    buffer.push(event);
    this.refill();
  }
}
