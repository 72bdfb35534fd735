import { metrics } from '@windrose/platform';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Histogram } from 'prom-client';

const seconds = new Histogram({
  name: 'windrose_http_requests_seconds',
  help: 'Time that requests took to be answered, by route and status',
  labelNames: ['method', 'route', 'status'],
  buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 30],
  registers: [metrics],
});

/** By the route's pattern, never by the address: ids would make a new series for each order. */
export function measure(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
  const { url: route = 'none' } = request.routeOptions;
  seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
  done();
}
