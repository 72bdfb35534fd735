import { Injectable } from '@nestjs/common';
import type { OrderView } from '@windrose/contracts';
import { Bell } from './bell';
import { OrderNews } from './order-news';
import { Stopping } from './stopping';

/** Milliseconds between two looks without news: a hint can get lost, for example while the broker restarts. */
const SAFETY_MS = 1_000;
/** Answers held at once. More would mean that somebody holds them for fun; they get theirs at once. */
const MAX_HELD = 2_000;

export interface Wait {
  readonly orderId: string;
  readonly seconds: number;
  /** Reads the order within so many milliseconds. */
  readonly read: (deadlineMs: number) => Promise<OrderView>;
  /** Whether this is what the client waits for. */
  readonly done: (order: OrderView) => boolean;
  /** Aborts when the client has gone. */
  readonly gone: AbortSignal;
}

/** Holds an answer until an order has become what the client waits for (`Prefer: wait`). */
@Injectable()
export class OrderWait {
  private held = 0;

  constructor(
    private readonly news: OrderNews,
    private readonly stopping: Stopping,
  ) {}

  /** The order as it was seen last, or null if it could not be read at all (or not be waited for). */
  async until({ orderId, seconds, read, done, gone }: Wait): Promise<OrderView | null> {
    if (this.held >= MAX_HELD || this.stopping.signal.aborted) return null;
    const endsAt = performance.now() + seconds * 1_000;
    const bell = new Bell();
    const ring = (): void => bell.ring();
    // Followed before the first look: what happens in between rings.
    const unfollow = this.news.follow(orderId, ring);
    gone.addEventListener('abort', ring);
    this.stopping.signal.addEventListener('abort', ring);
    this.held++;
    let order: OrderView | null = null;
    let isLastLook = false;
    try {
      for (;;) {
        const leftMs = endsAt - performance.now();
        // A failed look is not the end: there is time for another one.
        order = await read(Math.ceil(Math.max(SAFETY_MS, Math.min(leftMs, 2 * SAFETY_MS)))).catch(() => order);
        if (order !== null && done(order)) return order;
        const waitMs = endsAt - performance.now();
        if (isLastLook || waitMs <= 0 || gone.aborted || this.stopping.signal.aborted) return order;
        const rang = await bell.wait(Math.min(waitMs, SAFETY_MS));
        // A timer may be early, and more so on a busy machine: what is left then is not worth another look.
        isLastLook = !rang && waitMs <= SAFETY_MS;
      }
    } finally {
      this.held--;
      this.stopping.signal.removeEventListener('abort', ring);
      unfollow();
    }
  }
}
