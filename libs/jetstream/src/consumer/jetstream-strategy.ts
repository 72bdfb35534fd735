import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Logger } from '@windrose/platform';
import type { EventLog } from '@windrose/event-log';
import type { BrokerConnection } from '../broker/connection';
import { ConsumerGroup } from './consumer-group';
import { handlersBySource } from './event-handlers';
import type { ParkingOptions } from './parking-options';
import type { SourceStatus } from './source-status';

/**
 * Names our transport in patterns: `@EventPattern('inventory.StockReserved', JETSTREAM)`. A pattern that names none would
 * be registered with every transport of the app.
 */
export const JETSTREAM: unique symbol = Symbol('JETSTREAM');

export interface StrategyOptions {
  /** The service's own log: decisions go there, with the cursors. */
  readonly log: EventLog;
  readonly broker: BrokerConnection;
  readonly logger: Logger;
  /** Names the cursors. A group with another name starts at every source's beginning. Default: the service. */
  readonly group?: string;
  /**
   * Names this instance over its restarts: `orders#1`. What its process before had leased is then its own at once.
   * Default: a name that nobody has had.
   */
  readonly instance?: string;
  /**
   * Milliseconds after which partitions of an instance that doesn't renew its leases go to others. Renewed at a fifth of
   * it. Default 5,000.
   */
  readonly leaseMs?: number;
  /**
   * Milliseconds from the beginning of one batch of a source to that of the next, at least: events that come meanwhile
   * share one. For services whose effects nobody waits for. Default 0: each batch is all that came during the one before.
   */
  readonly gatherMs?: number;
  /** When events are parked. */
  readonly parking?: Partial<ParkingOptions>;
}

const LEASE_MS = 5_000;

/** Nest's transport for events: feeds `@EventPattern` handlers from the mirrors of other services' logs. */
export class JetStreamStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = JETSTREAM;
  /** We wait for handlers and see their errors, so Nest needn't log them. */
  override readonly propagatesEventHandlerErrors = true;
  private membership: ConsumerGroup | undefined;

  constructor(private readonly options: StrategyOptions) {
    super();
  }

  /** Starts a consumer for each source that has handlers. They wait for the broker and for streams by themselves. */
  listen(callback: (error?: unknown) => void): void {
    try {
      const { group = this.options.log.service, leaseMs = LEASE_MS } = this.options;
      this.membership = new ConsumerGroup({ ...this.options, group, leaseMs }, handlersBySource(this.messageHandlers));
      this.membership.start();
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Stops pulling, lets what runs finish within a bound, and leaves the partitions to other instances. */
  async close(): Promise<void> {
    await this.membership?.stop();
  }

  /** How each source stands. */
  get sources(): SourceStatus[] {
    return this.membership?.sources ?? [];
  }

  /** What keeps events from being handled until a person does something, or null. */
  get problem(): string | null {
    return this.membership?.problem ?? null;
  }

  /** Looks at once for what operators wish of parked keys, instead of at the next renewal of the leases. */
  async refresh(): Promise<void> {
    await this.membership?.refresh();
  }

  override on(): never {
    throw new Error('this transport has no events of its own');
  }

  override unwrap<T>(): T {
    return this.options.broker.nats as T;
  }
}
