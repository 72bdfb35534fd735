import {
  NatsContext,
  Server,
  Transport,
  type CustomTransportStrategy,
  type MessageHandler,
} from '@nestjs/microservices';
import type { Msg, Subscription } from '@nats-io/transport-node';
import type { Logger } from '@windrose/platform';
import { lastValueFrom } from 'rxjs';
import { atMost } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import { Gate } from './gate';
import { servedRequests, unservedRequests } from './rpc-metrics';
import { deadlineOf, packetOf, wireErrorOf, type ReplyPacket } from './rpc-wire';

export interface RpcServerOptions {
  readonly broker: BrokerConnection;
  /** Instances of one service share their requests: the service's name. */
  readonly queue: string;
  readonly logger: Logger;
  /** Requests executed at once. Default 256. */
  readonly maxRunning?: number;
  /** Requests that may wait for their turn; more are turned away. Default 2048. */
  readonly maxWaiting?: number;
  /**
   * Milliseconds that a request may wait for its turn; then it is turned away. Default 3000. A thirtieth of it while there is
   * more to do than can be done: while requests have waited for so long without a break, or too many have been waiting.
   */
  readonly patienceMs?: number;
  /** Milliseconds that requests under way may take to finish at a stop. Default 5000. */
  readonly drainMs?: number;
}

/**
 * Nest's NATS transport for `@MessagePattern`, over the process's one connection: same transport id, same packets, so
 * any client of Nest's can call it. What it adds: deadlines, a bound on what runs at once, and a drain that waits.
 */
export class RpcServer extends Server implements CustomTransportStrategy {
  override readonly transportId = Transport.NATS;
  private readonly gate: Gate;
  private subscriptions: Subscription[] = [];
  private forget: () => void = () => undefined;

  constructor(private readonly options: RpcServerOptions) {
    super();
    const { queue, maxRunning = 256, maxWaiting = 2_048, patienceMs = 3_000 } = options;
    this.gate = new Gate({ name: queue, maxRunning, max: maxWaiting, patienceMs, standingMs: patienceMs / 30 });
  }

  /** Takes requests as soon as there is a connection. The client renews its subscriptions itself after that. */
  listen(callback: () => void): void {
    const { broker } = this.options;
    if (broker.connected) {
      this.subscribe();
    } else {
      this.forget = broker.onUp(() => {
        this.forget();
        this.subscribe();
      });
    }
    callback();
  }

  /** Takes no more requests, answers those that were sent already, within a bound. */
  async close(): Promise<void> {
    this.forget();
    await atMost(this.options.drainMs ?? 5_000, this.drain());
  }

  override on(): never {
    throw new Error('this transport has no events of its own');
  }

  override unwrap<T>(): T {
    return this.options.broker.nats as T;
  }

  private subscribe(): void {
    const { broker, queue } = this.options;
    this.subscriptions = [...this.messageHandlers].map(([subject, handler]) =>
      broker.nats.subscribe(subject, {
        queue,
        callback: (error, request) => this.received(error, request, subject, handler),
      }),
    );
  }

  private async drain(): Promise<void> {
    // Draining a subscription still delivers what the broker had sent before it heard of it.
    await Promise.all(this.subscriptions.map((subscription) => subscription.drain().catch(() => undefined)));
    await this.gate.idle();
    if (this.options.broker.connected) await this.options.broker.nats.flush().catch(() => undefined);
  }

  private received(error: Error | null, request: Msg, subject: string, handler: MessageHandler): void {
    if (error !== null) return this.options.logger.error({ err: error, subject }, 'requests are refused');
    this.gate
      .run(() => this.serve(request, subject, handler))
      .catch((error: unknown) => {
        // A request that was begun answers for itself: this one has not had its turn.
        unservedRequests.inc({ subject, reason: 'overload' });
        this.fail(request, subject, packetOf(request)?.id, error);
      });
  }

  private async serve(request: Msg, subject: string, handler: MessageHandler): Promise<void> {
    // Its caller has had its answer: that there was none.
    if (deadlineOf(request) <= Date.now()) return unservedRequests.inc({ subject, reason: 'expired' });
    const took = servedRequests.startTimer({ subject });
    const packet = packetOf(request);
    try {
      if (packet === null) throw new Error('the request is not a packet');
      const answer: unknown = await handler(packet.data, new NatsContext([request.subject, request.headers]));
      const response = await lastValueFrom(this.transformToObservable(answer), { defaultValue: undefined });
      took({ outcome: 'ok' });
      this.reply(request, packet.id, { response });
    } catch (error) {
      took({ outcome: 'error' });
      this.fail(request, subject, packet?.id, error);
    }
  }

  private fail(request: Msg, subject: string, id: string | undefined, error: unknown): void {
    const err = wireErrorOf(error);
    if (err.code === 'internal') this.options.logger.error({ err: error, subject }, `${subject} failed`);
    this.reply(request, id, { err });
  }

  /** An event, a packet without an id, is not answered. */
  private reply(request: Msg, id: string | undefined, outcome: Pick<ReplyPacket, 'response' | 'err'>): void {
    if (id === undefined) return;
    try {
      request.respond(JSON.stringify({ ...outcome, id, isDisposed: true } satisfies ReplyPacket));
    } catch (error) {
      this.options.logger.error({ err: error, subject: request.subject }, 'an answer could not be sent');
    }
  }
}
