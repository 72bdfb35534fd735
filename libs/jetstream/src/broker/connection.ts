import { EventEmitter, once } from 'node:events';
import { connect, createInbox, type NatsConnection } from '@nats-io/transport-node';
import { messageOf } from '@windrose/platform';
import { atMost, Backoff } from '../backoff';
import { BrokerDisconnected } from './broker-errors';
import { clientOptionsOf, type BrokerOptions } from './connection-options';
import { answersTo } from './permissions';

const FIRST_CONNECT_MS = 5_000;
const CLOSE_MS = 2_000;

/**
 * The process's one connection to the broker. It is kept up for ever: what depends on it waits, or fails at once, but
 * never has to connect. It exists before the broker does, so that a service can start first.
 */
export class BrokerConnection {
  private readonly changes = new EventEmitter().setMaxListeners(0);
  private readonly closing = new AbortController();
  private client: NatsConnection | undefined;
  private up = false;

  constructor(private readonly options: BrokerOptions) {}

  /** Whether messages can be sent right now. */
  get connected(): boolean {
    return this.up;
  }

  /** The client. @throws BrokerDisconnected before the first connection */
  get nats(): NatsConnection {
    if (this.client === undefined) throw new BrokerDisconnected(`first connection to ${this.address} is pending`);
    return this.client;
  }

  /**
   * A subject that nobody else uses, for replies: of the broker, where no client may publish, or the answers of other
   * services.
   */
  newInbox(of: 'broker' | 'answers' = 'broker'): string {
    const prefix = this.options.inboxPrefix ?? '_INBOX';
    return createInbox(of === 'answers' ? answersTo(prefix) : prefix);
  }

  /** Calls back on each connection and reconnection. Returns what takes the listener away. */
  onUp(listener: () => void): () => void {
    return this.on('up', listener);
  }

  /** Calls back when the connection is lost. */
  onDown(listener: () => void): () => void {
    return this.on('down', listener);
  }

  /** Resolves when connected, at once if so already, or when the signal aborts. */
  async whenConnected(signal: AbortSignal): Promise<void> {
    if (this.up || signal.aborted) return;
    await once(this.changes, 'up', { signal }).catch(() => undefined);
  }

  /** Starts to connect. Resolves when connected, or after the bound with the connection still being tried. */
  async open(): Promise<void> {
    await atMost(this.options.firstConnectMs ?? FIRST_CONNECT_MS, this.dial());
  }

  /** Sends what is buffered, then closes, both within a bound. */
  async close(): Promise<void> {
    this.closing.abort();
    const client = this.client;
    this.up = false;
    if (client === undefined || client.isClosed()) return;
    await atMost(
      CLOSE_MS,
      client.drain().catch(() => undefined),
    );
    await client.close();
  }

  private get address(): string {
    return this.options.url.replace(/\/\/[^@/]*@/g, '//');
  }

  private on(change: 'up' | 'down', listener: () => void): () => void {
    this.changes.on(change, listener);
    return () => void this.changes.off(change, listener);
  }

  /** The client's own retry of the first connection is silent, so the first one is dialled here. */
  private async dial(): Promise<void> {
    const backoff = new Backoff(100, 1_000);
    for (let failures = 0; !this.closing.signal.aborted; failures++) {
      try {
        const client = await connect(clientOptionsOf(this.options));
        if (this.closing.signal.aborted) return await client.close();
        this.client = client;
        this.change('up');
        void this.follow(client);
        return;
      } catch (error) {
        // The first failure and then about one in ten seconds.
        if (failures % 10 === 0) {
          this.options.logger.warn(`no connection to NATS at ${this.address} yet, trying again: ${messageOf(error)}`);
        }
        await backoff.wait(this.closing.signal);
      }
    }
  }

  private async follow(client: NatsConnection): Promise<void> {
    const { logger } = this.options;
    for await (const status of client.status()) {
      switch (status.type) {
        case 'disconnect':
          logger.warn(`lost the connection to NATS at ${this.address}`);
          this.change('down');
          break;
        case 'reconnect':
          logger.info(`connected to NATS again at ${this.address}`);
          this.change('up');
          break;
        case 'error':
          logger.error(`NATS says: ${status.error.message}`);
          break;
        case 'close':
        case 'forceReconnect':
        case 'ldm':
        case 'ping':
        case 'reconnecting':
        case 'slowConsumer':
        case 'staleConnection':
        case 'update':
          logger.debug({ change: status.type }, 'NATS connection');
          break;
        default:
          status satisfies never;
      }
    }
    if (!this.closing.signal.aborted) logger.fatal('the NATS client has given up its connection');
    this.up = false;
  }

  private change(to: 'up' | 'down'): void {
    this.up = to === 'up';
    this.changes.emit(to);
  }
}

/** Opens the process's connection to the broker; see `BrokerOptions` for how long this may wait. */
export async function connectNats(options: BrokerOptions): Promise<BrokerConnection> {
  const connection = new BrokerConnection(options);
  await connection.open();
  return connection;
}
