import { metrics } from '@windrose/platform';
import { Counter } from 'prom-client';

const labelNames = ['log'];
const registers = [metrics];

export const appendCalls = new Counter({
  name: 'windrose_append_calls_total',
  help: 'Calls of the append function; appended units divided by calls is how many share a commit',
  labelNames,
  registers,
});

export const appendUnits = new Counter({
  name: 'windrose_append_units_total',
  help: 'Units that the calls carried, whatever became of them',
  labelNames,
  registers,
});

export const appendedEvents = new Counter({
  name: 'windrose_append_events_total',
  help: 'Events that were written',
  labelNames,
  registers,
});
