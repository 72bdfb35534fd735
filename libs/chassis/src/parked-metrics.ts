import type { Service } from '@windrose/contracts';
import type { ParkedWork } from '@windrose/event-log';
import { metrics } from '@windrose/platform';
import { Gauge } from 'prom-client';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a scrape waits for the figures. Without them the last ones are told. */
const PATIENCE_MS = 1_000;

/** What waits for an operator, as the database knows it: every instance of a service reports the same. */
export function reportParked(service: Service, parked: ParkedWork): void {
  const registers = [metrics];
  const keys = new Gauge({
    name: 'windrose_parked_keys',
    help: 'Keys with events that could not be handled; their later events wait',
    labelNames: ['service', 'group'],
    registers,
    async collect() {
      const counts = await Promise.race([parked.counts().catch(() => null), sleep(PATIENCE_MS, null, { ref: false })]);
      if (counts === null) return;
      keys.reset();
      events.reset();
      for (const { group, ...count } of counts.groups) {
        keys.set({ service, group }, count.keys);
        events.set({ service, group }, count.events);
      }
      deadJobs.set({ service }, counts.deadJobs);
    },
  });
  const events = new Gauge({
    name: 'windrose_parked_events',
    help: 'Events that wait in the lines of parked keys',
    labelNames: ['service', 'group'],
    registers,
  });
  const deadJobs = new Gauge({
    name: 'windrose_dead_jobs',
    help: 'Jobs that failed for good',
    labelNames: ['service'],
    registers,
  });
}
