import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { tooManyAttempts } from '../http/problem/problems';

/** Attempts at once on one account from one address, as long as none of them has failed lately. */
const INNOCENT = 200;
/** Failed attempts, with those under way, until the next one has to wait. */
const ON_ACCOUNT_FROM_ADDRESS = 30;
const ON_ACCOUNT = 200;
const FROM_ADDRESS = 300;
/** Milliseconds after which a failed attempt is forgiven, one after the other. */
const FORGIVEN_MS = 10_000;

interface Record {
  /** Of failed attempts; it melts away. */
  failures: number;
  at: number;
  underWay: number;
}

/** Failures of one kind of key (an account, an address, both) and what is under way. */
class Attempts {
  private readonly records = new LRUCache<string, Record>({ max: 20_000 });

  constructor(
    private readonly limit: number,
    private readonly now: () => number,
  ) {}

  /** Milliseconds until another attempt may be made; 0 for now. */
  waitMs(key: string): number {
    const { failures, underWay } = this.of(key);
    // Nobody has done anything wrong yet: a program that logs in for many at once is no attack.
    if (failures === 0) return underWay < INNOCENT ? 0 : 1_000;
    const tooMany = failures + underWay + 1 - this.limit;
    return tooMany <= 0 ? 0 : Math.ceil(tooMany * FORGIVEN_MS);
  }

  begin(key: string): void {
    this.of(key).underWay++;
  }

  end(key: string, failed: boolean): void {
    const record = this.of(key);
    record.underWay = Math.max(0, record.underWay - 1);
    if (failed) record.failures++;
  }

  private of(key: string): Record {
    const now = this.now();
    const known = this.records.get(key);
    if (known === undefined) {
      const record = { failures: 0, at: now, underWay: 0 };
      this.records.set(key, record);
      return record;
    }
    known.failures = Math.max(0, known.failures - (now - known.at) / FORGIVEN_MS);
    known.at = now;
    return known;
  }
}

/**
 * Slows down who guesses passwords: on one account, from one address, and on one account from one address most of all. Only
 * failures count, so nobody is kept out by logging in often; and who guesses at somebody's account from elsewhere keeps
 * its owner out only after far more tries. Counted in this process's memory: each edge counts for itself, a restart forgets.
 */
@Injectable()
export class LogInLimit {
  private readonly now = (): number => performance.now();
  private readonly both = new Attempts(ON_ACCOUNT_FROM_ADDRESS, this.now);
  private readonly account = new Attempts(ON_ACCOUNT, this.now);
  private readonly address = new Attempts(FROM_ADDRESS, this.now);

  /** Makes the attempt and counts it as failed if `isFailure` says so of its error. @throws ProblemError 429 */
  async attempt<T>(
    email: string,
    address: string,
    attempt: () => Promise<T>,
    isFailure: (error: unknown) => boolean,
  ): Promise<T> {
    const account = email.trim().toLowerCase();
    const counted: readonly (readonly [Attempts, string])[] = [
      [this.both, `${address} ${account}`],
      [this.account, account],
      [this.address, address],
    ];
    const waitMs = Math.max(...counted.map(([attempts, key]) => attempts.waitMs(key)));
    if (waitMs > 0) throw tooManyAttempts(waitMs);
    for (const [attempts, key] of counted) attempts.begin(key);
    let failed = false;
    try {
      return await attempt();
    } catch (error) {
      failed = isFailure(error);
      throw error;
    } finally {
      for (const [attempts, key] of counted) attempts.end(key, failed);
    }
  }
}
