import { collectDefaultMetrics, Registry } from 'prom-client';

/** The process's metrics, served at `/metrics` in Prometheus's text format. */
export const metrics = new Registry();

/** Adds the process's own figures (CPU, memory, event loop). Once per process. */
export function collectProcessMetrics(): void {
  collectDefaultMetrics({ register: metrics });
}
