import { ConfigError, messageOf, type Logger } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';

const FIRST_MS = 200;
const LONGEST_MS = 3_000;

/** Tries until it works: a service may start before its database. A wrong setting is not worth waiting for. */
export async function withPatience<T>(
  what: string,
  logger: Logger,
  signal: AbortSignal,
  action: () => Promise<T>,
): Promise<T> {
  for (let waitMs = FIRST_MS; ; waitMs = Math.min(LONGEST_MS, waitMs * 2)) {
    try {
      return await action();
    } catch (error) {
      if (error instanceof ConfigError) throw error;
      logger.warn(`${what} has to wait: ${messageOf(error)}`);
      await sleep(waitMs, undefined, { signal });
    }
  }
}
