import type { Service } from '@windrose/contracts';
import { LeaseStore, ParkingStore, type EventLog } from '@windrose/event-log';
import { newId, type Logger } from '@windrose/platform';
import { atMost } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import { Breaker } from './breaker';
import { reportBreaker } from './consumer-metrics';
import type { SourceHandlers } from './event-handlers';
import type { GroupContext } from './group-context';
import { parkingOptions, type ParkingOptions } from './parking-options';
import { PartitionLeases } from './partition-leases';
import { Redriver } from './redriver';
import { SourceConsumer } from './source-consumer';
import type { SourceStatus } from './source-status';

export interface GroupOptions {
  readonly group: string;
  /** Names this instance over its restarts. Default: a name that nobody has had. */
  readonly instance?: string;
  /** Milliseconds that a lease holds without a renewal. */
  readonly leaseMs: number;
  /** Milliseconds between the beginnings of two batches of a source, at least. Default 0. */
  readonly gatherMs?: number;
  readonly log: EventLog;
  readonly broker: BrokerConnection;
  readonly logger: Logger;
  readonly parking?: Partial<ParkingOptions>;
}

/** Milliseconds that batches under way may take to finish at a stop, and then the leases to be given back. */
const STOP_MS = 5_000;
const LEAVE_MS = 1_000;

/** This process as a member of a consumer group: its leases, a consumer for each source, and its parked keys. */
export class ConsumerGroup {
  private readonly group: string;
  private readonly leases: PartitionLeases;
  private readonly breaker: Breaker;
  private readonly redriver: Redriver;
  private readonly consumers: readonly SourceConsumer[];
  private unreport = (): void => undefined;

  /** @throws ConfigError naming a wrong option */
  constructor(
    { group, instance, leaseMs, gatherMs = 0, log, broker, logger, parking }: GroupOptions,
    handlers: ReadonlyMap<Service, SourceHandlers>,
  ) {
    this.group = group;
    const { partitions } = log;
    const options = parkingOptions(parking);
    const id = newId();
    const member = { group, id, instance: instance ?? id };
    this.leases = new PartitionLeases({
      store: new LeaseStore(log, { member, partitions, leaseMs }),
      member: id,
      partitions,
      sources: [...handlers.keys()],
      leaseMs,
      logger,
      onWishes: (keys) => this.redriver.wake(keys),
    });
    this.breaker = new Breaker(this.leases, options);
    const context: GroupContext = {
      group,
      gatherMs,
      log,
      logger,
      leases: this.leases,
      partitions: this.breaker,
      parking: new ParkingStore(log, group),
      options,
    };
    this.redriver = new Redriver(context, handlers);
    this.consumers = [...handlers].map(
      ([source, own]) => new SourceConsumer({ source, handlers: own, broker, context }),
    );
  }

  /** Without handlers there is nothing to share. */
  start(): void {
    if (this.consumers.length === 0) return;
    this.unreport = reportBreaker(this.group, this.breaker);
    this.leases.start();
    for (const consumer of this.consumers) consumer.start();
  }

  /** Pulls no more, lets what runs finish within a bound, and leaves the partitions to others. */
  async stop(): Promise<void> {
    await atMost(STOP_MS, Promise.all([...this.consumers.map((consumer) => consumer.stop()), this.redriver.stop()]));
    this.breaker.stop();
    this.unreport();
    await atMost(LEAVE_MS, this.leases.stop());
  }

  get sources(): SourceStatus[] {
    return this.consumers.map(({ status }) => status);
  }

  /** What keeps events from being handled until a person does something, or null. */
  get problem(): string | null {
    return this.sources.find(({ state }) => state === 'stopped')?.problem ?? this.breaker.problem;
  }

  /** Looks at once for what operators wish. */
  async refresh(): Promise<void> {
    await this.leases.refresh();
  }
}
