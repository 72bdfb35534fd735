import type { Wish } from './wish';

/** An order that was acknowledged: the promise that the campaign holds the system to. Times are Unix milliseconds. */
export interface Acknowledged {
  readonly wish: Wish;
  readonly id: string;
  readonly status: 201 | 202;
  readonly tries: number;
  readonly askedAt: number;
  readonly acknowledgedAt: number;
}

/** What the customers know at the end. */
export class OrderBook {
  readonly acknowledged: Acknowledged[] = [];
  /** Wishes that nobody has answered yet. */
  readonly open = new Set<Wish>();
  /** What an answer said that it must not, in words. */
  readonly broken: string[] = [];
  asked = 0;
  /** Reads of an order right after it was acknowledged. */
  reads = 0;
  /** Orders whose cancellation was asked for, with the status that was answered. */
  readonly cancelled = new Map<string, number>();

  ask(wish: Wish): void {
    this.asked++;
    this.open.add(wish);
  }

  acknowledge(order: Acknowledged): void {
    this.open.delete(order.wish);
    this.acknowledged.push(order);
  }

  /** A final refusal of what should have been accepted. */
  refuse(wish: Wish, status: number, body: unknown): void {
    this.open.delete(wish);
    this.broken.push(`an order was refused with ${status}: ${JSON.stringify(body)}`);
  }

  /** The longest times in which nobody got an order acknowledged though customers were waiting, in milliseconds. */
  gaps(from: number, to: number): number[] {
    const times = this.acknowledged.map(({ acknowledgedAt }) => acknowledgedAt).filter((at) => at >= from && at <= to);
    const ends = [from, ...times.sort((a, b) => a - b), to];
    return ends
      .slice(1)
      .map((at, i) => at - ends[i]!)
      .sort((a, b) => b - a);
  }
}
