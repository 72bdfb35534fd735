import { metrics } from '@windrose/platform';
import { Counter, Histogram } from 'prom-client';

const registers = [metrics];

export const servedRequests = new Histogram({
  name: 'windrose_rpc_server_seconds',
  help: 'Time that requests took to be answered, by subject and outcome',
  labelNames: ['subject', 'outcome'],
  buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
  registers,
});

export const unservedRequests = new Counter({
  name: 'windrose_rpc_server_unserved_total',
  help: 'Requests that were not executed: too late when their turn came, or too many at once',
  labelNames: ['subject', 'reason'],
  registers,
});

export const failedCalls = new Counter({
  name: 'windrose_rpc_client_failures_total',
  help: 'Calls to other services that got no answer, by reason',
  labelNames: ['subject', 'reason'],
  registers,
});
