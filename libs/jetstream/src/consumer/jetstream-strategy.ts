import { Server, type CustomTransportStrategy } from '@nestjs/microservices';
import type { Logger } from '@windrose/platform';
import { atMost } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import { handlersBySource } from './event-handlers';
import { ownsAll, type Ownership } from './ownership';
import { SourceConsumer, type ConsumerLog } from './source-consumer';
import type { SourceStatus } from './source-status';

/**
 * Names our transport in patterns: `@EventPattern('inventory.StockReserved', JETSTREAM)`. A pattern that names none would
 * be registered with every transport of the app.
 */
export const JETSTREAM: unique symbol = Symbol('JETSTREAM');

export interface StrategyOptions {
  /** The service's own log: decisions go there, with the cursors. */
  readonly log: ConsumerLog;
  readonly broker: BrokerConnection;
  readonly logger: Logger;
  /** Names the cursors. A group with another name starts at every source's beginning. Default: the service. */
  readonly group?: string;
  /** Default: everything. */
  readonly ownership?: Ownership;
}

/** Milliseconds that batches under way may take to finish at a stop. */
const STOP_MS = 5_000;

/** Nest's transport for events: feeds `@EventPattern` handlers from the mirrors of other services' logs. */
export class JetStreamStrategy extends Server implements CustomTransportStrategy {
  override readonly transportId = JETSTREAM;
  /** We wait for handlers and see their errors, so Nest needn't log them. */
  override readonly propagatesEventHandlerErrors = true;
  private consumers: SourceConsumer[] = [];

  constructor(private readonly options: StrategyOptions) {
    super();
  }

  /** Starts a consumer for each source that has handlers. They wait for the broker and for streams by themselves. */
  listen(callback: (error?: unknown) => void): void {
    try {
      const { log, broker, logger, group = log.service, ownership = ownsAll } = this.options;
      this.consumers = [...handlersBySource(this.messageHandlers)].map(
        ([source, handlers]) => new SourceConsumer({ source, handlers, group, log, broker, ownership, logger }),
      );
      for (const consumer of this.consumers) consumer.start();
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Stops pulling and lets what runs finish, within a bound. */
  async close(): Promise<void> {
    await atMost(STOP_MS, Promise.all(this.consumers.map((consumer) => consumer.stop())));
  }

  /** How each source stands. */
  get sources(): SourceStatus[] {
    return this.consumers.map(({ status }) => status);
  }

  /** What keeps a source from being handled until a person does something, or null. */
  get problem(): string | null {
    return this.sources.find(({ state }) => state === 'stopped')?.problem ?? null;
  }

  override on(): never {
    throw new Error('this transport has no events of its own');
  }

  override unwrap<T>(): T {
    return this.options.broker.nats as T;
  }
}
