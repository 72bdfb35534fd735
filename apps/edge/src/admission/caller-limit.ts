import { rateLimited } from '../http/problem/problems';
import { TokenBuckets } from './token-buckets';

/** Requests of one caller: at so many a second, and twice as many in a burst. Counted by each edge for itself. */
export class CallerLimit {
  private readonly buckets: TokenBuckets;

  constructor(perSecond: number) {
    this.buckets = new TokenBuckets({ perSecond, burst: 2 * perSecond });
  }

  /** @param caller who is known, or the address of who isn't. @throws ProblemError 429 */
  check(caller: string): void {
    const waitMs = this.buckets.take(caller);
    if (waitMs > 0) throw rateLimited(waitMs);
  }
}
