import type { Logger } from '@windrose/platform';

export interface ShutdownOptions {
  /** Milliseconds after which a stop that hangs is cut short with exit code 1. */
  readonly withinMs: number;
  readonly logger: Logger;
}

/**
 * Runs `stop` once, at the first SIGTERM, SIGINT or SIGHUP, or when the process that started this one is gone (its IPC
 * channel closes); then exits. Further signals change nothing.
 * @returns does the same for a reason of the process's own, and exits with 1, so that whoever supervises it starts it again
 */
export function onShutdown(stop: () => Promise<void>, { withinMs, logger }: ShutdownOptions): (reason: string) => void {
  let stopping = false;
  const begin = (reason: string, exitCode = 0): void => {
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
        process.exit(exitCode);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'the stop failed');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => begin(signal));
  process.on('disconnect', () => begin('the launcher is gone'));
  return (reason) => begin(reason, 1);
}
