import { setTimeout as sleep } from 'node:timers/promises';

const WAIT_MS = 1_000;

/**
 * Does a step of the start again when it failed, a few times: a server that has just been killed is back within seconds.
 * @throws what the last try threw
 */
export async function keepTrying<T>(action: () => Promise<T>, stop: AbortSignal, tries = 4): Promise<T> {
  for (let left = tries; ; left -= 1) {
    try {
      return await action();
    } catch (error) {
      if (left === 1 || stop.aborted) throw error;
      await sleep(WAIT_MS, undefined, { signal: stop });
    }
  }
}
