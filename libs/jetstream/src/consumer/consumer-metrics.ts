import { metrics } from '@windrose/platform';
import { Counter, Gauge } from 'prom-client';
import type { SourceStatus } from './source-status';

const registers = [metrics];
const labelNames = ['group', 'source'] as const;
const consumers = new Set<{ readonly status: SourceStatus }>();
const breakers = new Set<{ readonly group: string; readonly breaker: Stopping }>();

interface Stopping {
  /** Partitions that were stopped and haven't been seen working since. */
  readonly broken: readonly number[];
}

export const handledEvents = new Counter({
  name: 'windrose_consumer_events_total',
  help: 'Events whose handlers have decided and whose decisions are in the log',
  labelNames,
  registers,
});

export const handledBatches = new Counter({
  name: 'windrose_consumer_batches_total',
  help: 'Appends that handled events; events per batch = events / batches',
  labelNames,
  registers,
});

export const consumerConflicts = new Counter({
  name: 'windrose_consumer_conflicts_total',
  help: 'Batches that were decided again because something they had read was changed meanwhile',
  labelNames: ['group', 'source', 'reason'],
  registers,
});

export const handlerFailures = new Counter({
  name: 'windrose_consumer_handler_failures_total',
  help: 'Failed tries of event handlers; the event and those behind it wait for the next try',
  labelNames: ['group', 'source', 'type'],
  registers,
});

export const parkedEvents = new Counter({
  name: 'windrose_consumer_parked_total',
  help: 'Keys that were parked because an event of this source and type could not be handled',
  labelNames: ['group', 'source', 'type'],
  registers,
});

export const eventsFromLog = new Counter({
  name: 'windrose_consumer_events_from_log_total',
  help: 'Events that a stream did not have and that were taken from its log instead',
  labelNames: ['source'],
  registers,
});

export const consumerLag = new Gauge({
  name: 'windrose_consumer_lag_events',
  help: 'Events of the source that have not been handled yet',
  labelNames,
  registers,
  collect() {
    for (const { status } of consumers) this.set({ group: status.group, source: status.source }, status.lag);
  },
});

export const consumerStopped = new Gauge({
  name: 'windrose_consumer_stopped',
  help: '1 while a source can not go on: a hole in its stream, or the stream of another log',
  labelNames,
  registers,
  collect() {
    for (const { status } of consumers) {
      this.set({ group: status.group, source: status.source }, status.state === 'stopped' ? 1 : 0);
    }
  },
});

export const brokenPartitions = new Gauge({
  name: 'windrose_consumer_stopped_partitions',
  help: 'Partitions that this process has stopped because many of their keys failed, and that have not worked since',
  labelNames: ['group'],
  registers,
  collect() {
    for (const { group, breaker } of breakers) this.set({ group }, breaker.broken.length);
  },
});

/** Has reported what a group's breaker has stopped. Returns the way to end that. */
export function reportBreaker(group: string, breaker: Stopping): () => void {
  const reported = { group, breaker };
  breakers.add(reported);
  return () => {
    breakers.delete(reported);
    brokenPartitions.remove({ group });
  };
}

/** Has the consumer's figures reported. Returns the way to stop that. */
export function reportConsumer(consumer: { readonly status: SourceStatus }): () => void {
  consumers.add(consumer);
  return () => {
    consumers.delete(consumer);
    const labels = { group: consumer.status.group, source: consumer.status.source };
    consumerLag.remove(labels);
    consumerStopped.remove(labels);
  };
}
