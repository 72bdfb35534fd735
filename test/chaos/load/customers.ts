import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Answer } from '../../system/client';
import type { Random } from '../schedule/random';
import type { OrderBook } from './order-book';
import type { Wish, Wishes } from './wish';

/** Customers come in waves: milliseconds in which they order, and in which nobody does. */
export interface Pace {
  readonly orderMs: number;
  readonly restMs: number;
}

export interface CustomersOptions {
  readonly token: string;
  readonly wishes: Wishes;
  readonly book: OrderBook;
  readonly random: Random;
  readonly edges: { readonly urls: readonly string[] };
  /** Orders a second. */
  readonly perSecond: number;
  /** Default: all the time. */
  readonly pace?: Pace;
  /** Whether orders can be cancelled. */
  readonly cancels: boolean;
}

/** Milliseconds that a client waits for an answer before it asks again. */
const PATIENCE_MS = 8_000;
const RETRY_MS = { least: 150, most: 600 };
/** Up to so many times as long, the longer nobody answers: the proxies share this process, and the system this machine. */
const MOST_PATIENT = 6;
/** More than this at once would only queue. */
const MOST_WAITING = 150;
const ONE_IN_READ = 5;
const ONE_IN_CANCELLED = 12;
/** What asks for the customer's confirmation, and how often a customer looks whether it does. */
const CONFIRMED_TOKEN = 'tok_requires_action';
const LOOK_MS = { least: 500, most: 1_500 };
const CANCELLED_AFTER_MS = { least: 0, most: 3_000 };

/** Customers who order at a steady pace, whatever happens, and ask until they are answered. */
export class Customers {
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private givenUp = false;

  constructor(private readonly options: CustomersOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** No more orders; those that were asked for are asked for until they are answered, for at most so long. */
  async stop(withinMs: number): Promise<void> {
    this.stopping.abort();
    await this.running;
    await Promise.race([Promise.all(this.underWay), sleep(withinMs, undefined, { ref: false })]);
    this.givenUp = true;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const { perSecond, wishes, book } = this.options;
    const beganAt = Date.now();
    for (let n = 0; !signal.aborted; n++) {
      const waitMs = beganAt + (n * 1_000) / perSecond - Date.now();
      if (waitMs > 0) await sleep(waitMs, undefined, { signal }).catch(() => undefined);
      if (signal.aborted || book.open.size >= MOST_WAITING || this.rests(Date.now() - beganAt)) continue;
      const wish = wishes.next();
      book.ask(wish);
      const placing = this.place(wish).finally(() => this.underWay.delete(placing));
      this.underWay.add(placing);
    }
  }

  private rests(sinceMs: number): boolean {
    const { pace } = this.options;
    return pace !== undefined && sinceMs % (pace.orderMs + pace.restMs) >= pace.orderMs;
  }

  private async place(wish: Wish): Promise<void> {
    const { book, random } = this.options;
    const askedAt = Date.now();
    for (let tries = 1; !this.givenUp; tries++) {
      const answer = await this.post('/v1/orders', bodyOf(wish), { 'idempotency-key': wish.key });
      const status = answer?.status ?? 0;
      if (status === 201 || status === 202) {
        const { id } = answer!.body as { id: string };
        book.acknowledge({ wish, id, status, tries, askedAt, acknowledgedAt: Date.now() });
        return this.afterwards(wish, id);
      }
      if (isFinal(status)) return book.refuse(wish, status, answer?.body);
      await sleep(random.between(RETRY_MS.least, RETRY_MS.most) * Math.min(tries, MOST_PATIENT));
    }
  }

  /** What some customers do with an order that they have. */
  private async afterwards(wish: Wish, id: string): Promise<void> {
    const { random, cancels } = this.options;
    if (wish.token === CONFIRMED_TOKEN && wish.confirms) return this.confirm(id);
    if (random.between(1, ONE_IN_READ) === 1) await this.read(id);
    if (cancels && random.between(1, ONE_IN_CANCELLED) === 1) await this.cancel(id);
  }

  /** It was acknowledged, so it is there. */
  private async read(id: string): Promise<void> {
    const { book } = this.options;
    const answer = await this.client()
      .get(`/v1/orders/${id}`)
      .catch(() => null);
    if (answer === null || answer.status >= 500) return;
    book.reads++;
    if (answer.status !== 200)
      book.broken.push(`order ${id} was acknowledged, but reading it was answered ${answer.status}`);
  }

  /** Presses the button on the provider's page, as soon as the order says where that is. */
  private async confirm(id: string): Promise<void> {
    const { random } = this.options;
    while (!this.givenUp) {
      await sleep(random.between(LOOK_MS.least, LOOK_MS.most));
      const answer = await this.client()
        .get<{ status: string; nextAction: { url: string } | null }>(`/v1/orders/${id}`)
        .catch(() => null);
      if (answer?.status !== 200) continue;
      const { status, nextAction } = answer.body;
      if (status !== 'pending') return;
      if (nextAction !== null && (await pressed(nextAction.url))) return;
    }
  }

  private async cancel(id: string): Promise<void> {
    const { book, random } = this.options;
    await sleep(random.between(CANCELLED_AFTER_MS.least, CANCELLED_AFTER_MS.most));
    while (!this.givenUp) {
      const status = (await this.post(`/v1/orders/${id}/cancel`, {}))?.status ?? 0;
      // Too late, or on its way: either is an answer.
      if (status === 200 || status === 409) return void book.cancelled.set(id, status);
      if (isFinal(status)) return void book.broken.push(`cancelling order ${id} was answered ${status}`);
      await sleep(random.between(RETRY_MS.least, RETRY_MS.most));
    }
  }

  /** Null when there was no answer, or none that can be read. */
  private async post(path: string, body: object, headers?: Record<string, string>): Promise<Answer<unknown> | null> {
    return this.client()
      .post(path, body, headers)
      .catch(() => null);
  }

  private client(): Client {
    const { edges, random, token } = this.options;
    return new Client(random.pick(edges.urls), token, PATIENCE_MS);
  }
}

const ADDRESS = { name: 'Ada Shopper', street: 'Quay 1', city: 'Bergen', postalCode: '5003', country: 'NO' };

export function bodyOf({ lines, token }: Wish): object {
  return { lines, shippingAddress: ADDRESS, payment: { token } };
}

/** Whether the page has taken it, or says that it is too late. */
async function pressed(url: string): Promise<boolean> {
  try {
    const { status } = await fetch(url, { method: 'POST', signal: AbortSignal.timeout(PATIENCE_MS) });
    return status < 500;
  } catch {
    return false;
  }
}

/** Asking again would not change it. 409: the first try is still being worked on; 429 and 5xx: not now. */
function isFinal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 409 && status !== 429;
}
