import { TimeoutError, type Msg, type NatsConnection, type Subscription } from '@nats-io/transport-node';
import type { BrokerConnection } from '../broker/connection';
import type { OutgoingMessage } from './message-writer';
import { refusalIn } from './publish-ack';

export interface WindowOptions {
  readonly stream: string;
  /** Messages in flight at most. */
  readonly size: number;
  /** Milliseconds without any answer while messages are in flight, after which the window has failed. */
  readonly answerMs: number;
  /** An event is stored at its position. */
  readonly onStored: (position: number) => void;
  /** Called once: the window is of no use from then on. */
  readonly onFailure: (error: Error) => void;
}

/**
 * Messages on their way to one stream. One subscription takes all acks, told apart by the position in their subject;
 * a promise and a timer for each would cost more than the rest of the publish. The inbox is the window's own, so an ack
 * that comes late, after a failure, can't be taken for one of the next window's.
 */
export class PublishWindow {
  private readonly nats: NatsConnection;
  private readonly inbox: string;
  private readonly acks: Subscription;
  private readonly watchdog: NodeJS.Timeout;
  private inFlight = 0;
  private activity = 0;
  private failed = false;
  private wake: (() => void) | undefined;
  private wakeAt = 0;

  constructor(
    broker: BrokerConnection,
    private readonly options: WindowOptions,
  ) {
    this.nats = broker.nats;
    this.inbox = broker.newInbox();
    this.acks = this.nats.subscribe(`${this.inbox}.*`, { callback: (error, reply) => this.answered(error, reply) });
    let seen = -1;
    this.watchdog = setInterval(() => {
      if (this.inFlight > 0 && this.activity === seen) this.fail(new TimeoutError());
      seen = this.activity;
    }, options.answerMs);
  }

  get isFull(): boolean {
    return this.inFlight >= this.options.size;
  }

  publish(position: number, { subject, headers, payload }: OutgoingMessage): void {
    this.inFlight++;
    this.activity++;
    this.nats.publish(subject, payload, { reply: `${this.inbox}.${position}`, headers: headers.asHeaders() });
  }

  /** Resolves when a quarter of the window is free, or it has failed: going on in runs fills the socket's buffers better. */
  room(): Promise<void> {
    return this.atMost((this.options.size * 3) >> 2);
  }

  /** Resolves when nothing is in flight any more, or the window has failed. */
  settled(): Promise<void> {
    return this.atMost(0);
  }

  close(): void {
    clearInterval(this.watchdog);
    this.failed = true;
    this.wake?.();
    if (!this.nats.isClosed()) this.acks.unsubscribe();
  }

  private atMost(inFlight: number): Promise<void> {
    if (this.failed || this.inFlight <= inFlight) return Promise.resolve();
    return new Promise((resolve) => {
      this.wakeAt = inFlight;
      this.wake = resolve;
    });
  }

  private answered(error: Error | null, reply: Msg): void {
    if (this.failed) return;
    if (error !== null) return this.fail(error);
    const position = Number(reply.subject.slice(this.inbox.length + 1));
    const refusal = refusalIn(reply, this.options.stream, position);
    if (refusal !== undefined) return this.fail(refusal);
    this.activity++;
    this.inFlight--;
    this.options.onStored(position);
    if (this.wake !== undefined && this.inFlight <= this.wakeAt) {
      const wake = this.wake;
      this.wake = undefined;
      wake();
    }
  }

  private fail(error: Error): void {
    if (this.failed) return;
    this.close();
    this.options.onFailure(error);
  }
}
