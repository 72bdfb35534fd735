import { AckPolicy, DeliverPolicy, JsHeaders } from '@nats-io/jetstream';
import {
  NoRespondersError,
  TimeoutError,
  type Msg,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node';
import type { BrokerConnection } from './connection';
import { deliveryOf, type Delivery } from './delivery';
import { OpenRequests } from './open-requests';
import type { StreamApi } from './stream-api';

/** Milliseconds that the server keeps a request for messages open. */
const EXPIRES_MS = 1_000;
/**
 * Milliseconds after which another request should be open beside it. nats-server 2.9 drops a request without a word when
 * a message comes just after its time was up.
 */
const RENEW_MS = 750;
/** Milliseconds past its time after which a request counts as over, though the server hasn't said so. */
const GRACE_MS = 250;
/** Milliseconds past a request's time without any answer after which the consumer counts as gone. */
const SILENCE_MS = 1_000;
/** Milliseconds after which the server forgets a consumer that nobody asks for messages. */
const INACTIVE_MS = 30_000;
/** Expired requests in a row after which the consumer is asked whether it still exists. */
const IDLE_CHECK = 5;
const NANOS_PER_MS = 1_000_000;

export interface PullOptions {
  readonly stream: string;
  readonly startSequence: number;
  readonly onMessage: (message: Msg, delivery: Delivery) => void;
  /** A request has expired, or all that was asked for has come: there may be room for another. */
  readonly onRequestEnd: () => void;
  /** The open requests end soon. Messages keep flowing only if another request is made now. */
  readonly onRunningOut?: () => void;
  /** Nothing has come for some seconds, and the consumer says that it has nothing to send. */
  readonly onIdle?: () => void;
}

/** The consumer refused a request for messages or is going away. */
export class PullRefused extends Error {
  constructor(code: number, description: string) {
    super(`the consumer answered ${code} ${description}`);
  }
}

/** The consumer says that there are messages, but none comes: the server can't read them. */
export class ConsumerStuck extends Error {
  constructor() {
    super('the consumer is stuck');
  }
}

/**
 * One ephemeral consumer of a whole stream, without acks and kept in the server's memory, and the requests for messages
 * that are open on it. It ends at the first thing that goes wrong; whoever uses it opens a new one where it stopped. The
 * client's own `consume()` needs tens of seconds to notice what this notices at once.
 */
export class PullSession {
  /** Rejects when the session has ended by itself, resolves when it was closed. */
  readonly ended: Promise<void>;
  /**
   * The sequence from which on the server sends what there is: later than was asked for where the stream's beginning is
   * gone, earlier where the stream ends before it.
   */
  readonly startsAt: number;
  /** Messages from there on when the session was opened. */
  readonly pendingAtStart: number;
  private readonly consumer: string;
  private readonly nats: NatsConnection;
  private readonly inbox: string;
  private readonly subscription: Subscription;
  private readonly watchdog: NodeJS.Timeout;
  private readonly forget: () => void;
  private end!: (error?: Error) => void;
  private readonly requests: OpenRequests;
  /** Since when a request has waited for any answer at all. */
  private unansweredSince: number | undefined;
  private idleRequests = 0;
  private over = false;

  /** @throws the JetStream API's error, such as for a stream that doesn't exist */
  static async open(broker: BrokerConnection, api: StreamApi, options: PullOptions): Promise<PullSession> {
    const { name, delivered, num_pending } = await api.createConsumer(options.stream, {
      ack_policy: AckPolicy.None,
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: options.startSequence,
      inactive_threshold: INACTIVE_MS * NANOS_PER_MS,
      mem_storage: true,
      num_replicas: 1,
    });
    return new PullSession(broker, api, { name, startsAt: delivered.stream_seq + 1, pending: num_pending }, options);
  }

  private constructor(
    broker: BrokerConnection,
    private readonly api: StreamApi,
    consumer: { readonly name: string; readonly startsAt: number; readonly pending: number },
    private readonly options: PullOptions,
  ) {
    this.consumer = consumer.name;
    this.startsAt = consumer.startsAt;
    this.pendingAtStart = consumer.pending;
    this.nats = broker.nats;
    this.inbox = broker.newInbox();
    this.ended = new Promise((resolve, reject) => {
      this.end = (error) => (error === undefined ? resolve() : reject(error));
    });
    this.ended.catch(() => undefined);
    this.requests = new OpenRequests({
      renewMs: RENEW_MS,
      overMs: EXPIRES_MS + GRACE_MS,
      onAging: () => options.onRunningOut?.(),
      onOver: () => options.onRequestEnd(),
    });
    this.subscription = this.nats.subscribe(`${this.inbox}.*`, {
      callback: (error, message) => this.received(error, message),
    });
    this.forget = broker.onDown(() => this.fail(new Error('the connection was lost')));
    this.watchdog = setInterval(() => this.checkSilence(), SILENCE_MS / 2);
  }

  /** Messages that were asked for and may still come. */
  get outstanding(): number {
    return this.requests.awaited;
  }

  /** Whether no request is open that isn't about to end. */
  get isRunningOut(): boolean {
    return this.requests.areRunningOut;
  }

  /** Asks for up to so many messages, one at least. */
  request(count: number): void {
    if (this.over) return;
    // A silence that nobody waited through, for want of room, is no sign of anything.
    if (this.outstanding === 0 && this.isSilent) this.unansweredSince = undefined;
    this.unansweredSince ??= Date.now();
    const number = this.requests.add(count);
    const subject = `$JS.API.CONSUMER.MSG.NEXT.${this.options.stream}.${this.consumer}`;
    try {
      this.nats.publish(subject, JSON.stringify({ batch: count, expires: EXPIRES_MS * NANOS_PER_MS }), {
        reply: `${this.inbox}.${number}`,
      });
    } catch (error) {
      // The connection is closing. This may be called inside a callback of the client, which must not throw.
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  close(): void {
    this.fail(undefined);
  }

  private received(error: Error | null, message: Msg): void {
    if (error !== null) return this.fail(error);
    const delivery = deliveryOf(message.reply);
    if (delivery === null) this.answered(message);
    else this.delivered(message, delivery);
    this.unansweredSince = this.outstanding > 0 ? Date.now() : undefined;
  }

  private delivered(message: Msg, delivery: Delivery): void {
    this.idleRequests = 0;
    this.requests.received();
    if (this.outstanding === 0) this.options.onRequestEnd();
    this.options.onMessage(message, delivery);
  }

  private answered(message: Msg): void {
    const code = message.headers?.code ?? 0;
    switch (code) {
      case 100: // heartbeat
        return;
      case 404: // no messages
      case 408: // the request's time is up
        return this.expired(message);
      case 503:
        return this.fail(new NoRespondersError(`consumer of ${this.options.stream}`));
      default:
        return this.fail(new PullRefused(code, message.headers?.description ?? ''));
    }
  }

  private expired(message: Msg): void {
    const number = Number(message.subject.slice(this.inbox.length + 1));
    const left = message.headers?.get(JsHeaders.PendingMessagesHdr);
    this.requests.expired(number, left ? Number(left) : undefined);
    if (++this.idleRequests % IDLE_CHECK === 0) void this.checkConsumer();
    this.options.onRequestEnd();
  }

  /** Nothing comes: is there nothing, or nobody to send it? */
  private async checkConsumer(): Promise<void> {
    try {
      const info = await this.api.consumerInfo(this.options.stream, this.consumer);
      if (info === null) return this.fail(new Error('the consumer has vanished'));
      if (this.over || this.idleRequests < IDLE_CHECK) return;
      if (info.num_pending > 0) this.fail(new ConsumerStuck());
      else this.options.onIdle?.();
    } catch (error) {
      this.fail(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private checkSilence(): void {
    if (this.outstanding > 0 && this.isSilent) this.fail(new TimeoutError());
  }

  private get isSilent(): boolean {
    const { unansweredSince } = this;
    return unansweredSince !== undefined && Date.now() - unansweredSince > EXPIRES_MS + SILENCE_MS;
  }

  private fail(error: Error | undefined): void {
    if (this.over) return;
    this.over = true;
    clearInterval(this.watchdog);
    this.forget();
    this.requests.clear();
    if (!this.nats.isClosed()) this.subscription.unsubscribe();
    this.end(error);
  }
}
