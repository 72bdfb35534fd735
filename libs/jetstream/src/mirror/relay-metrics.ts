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

/** Has the relay's figures reported. Returns the way to stop that. */
export function reportRelay(relay: { readonly status: RelayStatus }): () => void {
  relays.add(relay);
  return () => {
    relays.delete(relay);
    relayLag.remove({ log: relay.status.log });
    relayHalted.remove({ log: relay.status.log });
  };
}
