import type { ServerResponse } from 'node:http';
import { BURST, BURST_MS } from './burst';
import { LoopDelay } from './loop-delay';

/** What answers even then: who asks whether the edge is alive must not hear that it is busy. */
const ALWAYS = new Set(['/livez', '/readyz', '/metrics']);

/** Whether the path is one that is answered however much there is to do. */
export function isProbe(path: string): boolean {
  return ALWAYS.has(path);
}

/** Milliseconds for which the process may be behind with its work when it has more than a burst has; with less, `BURST_MS`. */
const NO_BURST_MS = 250;
/** Milliseconds without anybody turned away after which it takes everything again. */
const CALM_MS = 1_000;

export interface InFlightOptions {
  /** Requests at once, held ones too: what memory is good for. Default 5000. */
  readonly max?: number;
  /** Requests that are worked on at once as long as it is too much. Default 64. */
  readonly maxWhenLate?: number;
  /** Default `BURST`. */
  readonly burst?: number;
  readonly loopDelay?: LoopDelay;
  readonly now?: () => number;
}

/** A request that is being answered. */
export interface Admitted {
  /** From now on it waits for something to happen, and costs nothing but memory. */
  hold(): void;
}

/**
 * The requests of the whole process that are being answered. It is asked as soon as a request's head is there: under more load
 * than the process can take, what a request costs that is turned away decides what is left for those that are not.
 */
export class InFlight {
  private readonly max: number;
  private readonly maxWhenLate: number;
  private readonly burst: number;
  private readonly loopDelay: LoopDelay;
  private readonly now: () => number;
  private tooMuchUntil = -Infinity;
  private count = 0;
  private worked = 0;

  constructor({
    max = 5_000,
    maxWhenLate = 64,
    burst = BURST,
    loopDelay = new LoopDelay(),
    now = () => performance.now(),
  }: InFlightOptions = {}) {
    this.max = max;
    this.maxWhenLate = maxWhenLate;
    this.burst = burst;
    this.loopDelay = loopDelay;
    this.now = now;
  }

  /** Null when there is no room for the request; else its answer makes room again. */
  admit(path: string, response: ServerResponse): Admitted | null {
    if (!isProbe(path) && this.isFull) return null;
    this.count++;
    this.worked++;
    let isWorked = true;
    const hold = (): void => {
      if (isWorked) this.worked--;
      isWorked = false;
    };
    // Comes after the last byte, and also when the client has gone before.
    response.once('close', () => {
      hold();
      this.count--;
    });
    return { hold };
  }

  private get isFull(): boolean {
    if (this.count >= this.max) return true;
    if (this.worked < this.maxWhenLate) return false;
    const now = this.now();
    if (now >= this.tooMuchUntil && !this.isTooMuch) return false;
    this.tooMuchUntil = now + CALM_MS;
    return true;
  }

  private get isTooMuch(): boolean {
    return this.loopDelay.lateMs > (this.worked >= this.burst ? NO_BURST_MS : BURST_MS);
  }
}
