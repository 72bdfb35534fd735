import { LRUCache } from 'lru-cache';

export interface BucketOptions {
  /** Tokens that come back in a second. */
  readonly perSecond: number;
  /** Tokens of a full bucket. */
  readonly burst: number;
  /** Buckets that are remembered; whose is forgotten has a full one again. Default 10,000. */
  readonly maxKeys?: number;
}

interface Bucket {
  tokens: number;
  /** Milliseconds. */
  at: number;
}

/** A token bucket for each key, in this process's memory. */
export class TokenBuckets {
  private readonly buckets: LRUCache<string, Bucket>;

  constructor(
    private readonly options: BucketOptions,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.buckets = new LRUCache({ max: options.maxKeys ?? 10_000 });
  }

  /** Takes a token. @returns 0, or milliseconds until there is one to take */
  take(key: string): number {
    const bucket = this.bucketOf(key);
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return 0;
    }
    return Math.max(1, Math.round(((1 - bucket.tokens) * 1_000) / this.options.perSecond));
  }

  private bucketOf(key: string): Bucket {
    const { perSecond, burst } = this.options;
    const now = this.now();
    const known = this.buckets.get(key);
    if (known === undefined) {
      const bucket = { tokens: burst, at: now };
      this.buckets.set(key, bucket);
      return bucket;
    }
    known.tokens = Math.min(burst, known.tokens + ((now - known.at) * perSecond) / 1_000);
    known.at = now;
    return known;
  }
}
