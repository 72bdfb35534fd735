import { collectDefaultMetrics, Registry } from 'prom-client';

/** The process's metrics, served at `/metrics` in Prometheus's text format. */
export const metrics = new Registry();

/**
 * Milliseconds between samples of the event loop's lag, and so the least that the lag's histogram shows. The library's 10 wake
 * every process a hundred times a second, which is most of what an idle system does.
 */
const LAG_EVERY_MS = 50;

/** Adds the process's own figures (CPU, memory, event loop). Once per process. */
export function collectProcessMetrics(): void {
  collectDefaultMetrics({ register: metrics, eventLoopMonitoringPrecision: LAG_EVERY_MS });
}
