import { ServiceUnavailable } from './errors';

/**
 * What the promise gives, if it does so within so many milliseconds. What it stands for is not stopped: it may happen
 * later, when nobody waits for it any more.
 * @throws ServiceUnavailable when the time is over, naming `what` didn't come
 */
export async function within<T>(ms: number, what: string, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ServiceUnavailable(`${what}: no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
