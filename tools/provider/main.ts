import { collectProcessMetrics, createLogger, messageOf } from '@windrose/platform';
import { providerConfig } from './config';
import { startProvider } from './provider';

const logger = createLogger('provider');

async function main(): Promise<void> {
  const config = providerConfig();
  collectProcessMetrics();
  const provider = await startProvider({
    ...config,
    logger,
    onFailure: (error) => {
      logger.fatal({ err: error }, 'the ledger can not be written');
      process.exit(1);
    },
  });
  logger.info({ url: provider.url, dataDir: config.dataDir }, 'the payment provider is listening');

  let stopping: Promise<void> | undefined;
  const stop = (reason: string): void => {
    stopping ??= provider.close().then(
      () => {
        logger.info({ reason }, 'the payment provider has stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error, reason }, 'the payment provider did not stop cleanly');
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => stop(signal));
  // Started by a launcher: when that has gone, nobody would ever stop this process.
  process.on('disconnect', () => stop('its parent has gone'));
}

main().catch((error: unknown) => {
  logger.fatal(messageOf(error));
  process.exit(1);
});
