import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from './client';
import { placeWithKey } from './calls';

/** What came of one order that a client sent again, under its key, until it was answered. */
export interface Sent {
  readonly id: string;
  /** Each answer or failure, the last one an answer 201 or 202. */
  readonly outcomes: readonly string[];
}

const PAUSE_MS = 250;

/** Clients who place one order after the other. */
export class Traffic {
  readonly sent: Sent[] = [];
  /** What each request came to since `mark` was called last: a status, or why there was none. */
  private outcomes: string[] = [];
  private isOver = false;
  private readonly running: Promise<unknown>;

  constructor(clients: readonly Client[], sku: string) {
    this.running = Promise.all(clients.map((client) => this.keepPlacing(client, sku)));
  }

  /** The different outcomes since the last call. */
  mark(): string[] {
    const outcomes = [...new Set(this.outcomes)].sort();
    this.outcomes = [];
    return outcomes;
  }

  /** Waits for the answers that are still to come. */
  async end(): Promise<void> {
    this.isOver = true;
    await this.running;
  }

  private async keepPlacing(client: Client, sku: string): Promise<void> {
    while (!this.isOver) {
      this.sent.push(await this.untilAnswered(client, sku));
      await sleep(PAUSE_MS);
    }
  }

  private async untilAnswered(client: Client, sku: string): Promise<Sent> {
    const key = randomUUID();
    for (const outcomes: string[] = []; ;) {
      const [outcome, id] = await placeWithKey(client, sku, key).then(
        ({ status, body }) => [String(status), body.id] as const,
        (error: unknown) => [reasonOf(error), undefined] as const,
      );
      outcomes.push(outcome);
      this.outcomes.push(outcome);
      if (outcome === '201' || outcome === '202') return { id: id!, outcomes };
      await sleep(PAUSE_MS);
    }
  }
}

/** `ECONNREFUSED` and the like. */
function reasonOf(error: unknown): string {
  const { cause, name } = error as { cause?: { code?: string }; name: string };
  return cause?.code ?? name;
}
