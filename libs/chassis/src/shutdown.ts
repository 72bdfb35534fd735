import type { Logger } from '@windrose/platform';

export interface ShutdownOptions {
  /** Milliseconds after which a stop that hangs is cut short with exit code 1. */
  readonly withinMs: number;
  readonly logger: Logger;
}

/**
 * Runs `stop` once, at the first SIGTERM, SIGINT or SIGHUP, or when the process that started this one is gone (its IPC
 * channel closes); then exits. Further signals change nothing.
 */
export function onShutdown(stop: () => Promise<void>, { withinMs, logger }: ShutdownOptions): void {
  let stopping = false;
  const begin = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'stopping');
    setTimeout(() => {
      logger.error('the stop took too long and was cut short');
      process.exit(1);
    }, withinMs).unref();
    stop().then(
      () => {
        logger.info('stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => begin(signal));
  process.on('disconnect', () => begin('the launcher is gone'));
}
