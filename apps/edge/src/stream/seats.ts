import { Injectable } from '@nestjs/common';
import { ProblemError } from '../http/problem/problem';
import { overloaded } from '../http/problem/problems';

/** Streams that one edge keeps open, and those of one caller among them. */
const MAX_STREAMS = 1_000;
const MAX_OF_ONE = 50;

/** Counts who follows a stream: each holds a connection for long. */
@Injectable()
export class Seats {
  private readonly taken = new Map<string, number>();
  private total = 0;

  /** Takes a place; the returned function, called once, gives it back. @throws ProblemError 503, or 429 for the caller's own fault */
  take(caller: string): () => void {
    const own = this.taken.get(caller) ?? 0;
    if (own >= MAX_OF_ONE) {
      const detail = `You have ${MAX_OF_ONE} streams open already.`;
      throw new ProblemError({ status: 429, code: 'rate_limited', detail, headers: { 'retry-after': '1' } });
    }
    if (this.total >= MAX_STREAMS) throw new ProblemError(overloaded());
    this.total++;
    this.taken.set(caller, own + 1);
    return () => {
      this.total--;
      const left = (this.taken.get(caller) ?? 1) - 1;
      if (left > 0) this.taken.set(caller, left);
      else this.taken.delete(caller);
    };
  }
}
