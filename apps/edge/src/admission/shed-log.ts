import { metrics, type Logger } from '@windrose/platform';
import { Counter } from 'prom-client';

const INTERVAL_MS = 1_000;

const shed = new Counter({
  name: 'windrose_http_requests_shed_total',
  help: 'Requests that were turned away because there was too much to do',
  registers: [metrics],
});

/** Tells of requests that are turned away: each in a metric, but at most a line each second in the log. */
export class ShedLog {
  private untold = 0;
  private toldAt = -Infinity;

  constructor(
    private readonly logger: Pick<Logger, 'warn'>,
    private readonly now: () => number = () => performance.now(),
  ) {}

  add(): void {
    shed.inc();
    this.untold++;
    if (this.now() - this.toldAt < INTERVAL_MS) return;
    this.logger.warn({ requests: this.untold }, 'overloaded: requests are turned away');
    this.untold = 0;
    this.toldAt = this.now();
  }
}
