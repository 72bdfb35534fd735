import { metrics } from '@windrose/platform';
import { Counter, Gauge } from 'prom-client';
import type { RelayStatus } from './relay-status';

const registers = [metrics];
const relays = new Set<{ readonly status: RelayStatus }>();

export const relayedEvents = new Counter({
  name: 'windrose_relay_events_total',
  help: 'Events that the relay has stored in the mirror',
  labelNames: ['log'],
  registers,
});

export const relayInterruptions = new Counter({
  name: 'windrose_relay_interruptions_total',
  help: 'How often the relay had to start over, by reason',
  labelNames: ['log', 'reason'],
  registers,
});

export const relayLag = new Gauge({
  name: 'windrose_relay_lag_events',
  help: 'Events of the log that are not in its mirror yet',
  labelNames: ['log'],
  registers,
  collect() {
    for (const { status } of relays) this.set({ log: status.log }, status.lag);
  },
});

export const relayHalted = new Gauge({
  name: 'windrose_relay_halted',
  help: '1 while log and mirror disagree, so that neither relay nor appends go on',
  labelNames: ['log'],
  registers,
  collect() {
    for (const { status } of relays) this.set({ log: status.log }, status.state === 'halted' ? 1 : 0);
  },
});

export const relayInterrupted = new Gauge({
  name: 'windrose_relay_interrupted',
  help: '1 while the relay can not publish and tries again, by reason; no_room: the stream or its disk is full',
  labelNames: ['log', 'reason'],
  registers,
  collect() {
    this.reset();
    for (const { status } of relays) {
      if (status.interruption !== null) this.set({ log: status.log, reason: status.interruption }, 1);
    }
  },
});

export const mirrorDamaged = new Gauge({
  name: 'windrose_mirror_damaged',
  help: '1 while messages within the mirror are gone; consumers take them from the log',
  labelNames: ['log'],
  registers,
  collect() {
    for (const { status } of relays) this.set({ log: status.log }, status.damage === null ? 0 : 1);
  },
});

/** Has the relay's figures reported. Returns the way to stop that. */
export function reportRelay(relay: { readonly status: RelayStatus }): () => void {
  relays.add(relay);
  return () => {
    relays.delete(relay);
    relayLag.remove({ log: relay.status.log });
    relayHalted.remove({ log: relay.status.log });
    mirrorDamaged.remove({ log: relay.status.log });
  };
}
