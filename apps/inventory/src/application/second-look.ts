import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { EventMeta } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import { availableTotal } from '../domain/stock';
import { noteStock, stockLevel, type SeenStock } from '../domain/stock-level';
import { stockLevelStream } from '../domain/streams';
import { LOW_STOCK_THRESHOLD } from './low-stock-threshold';

/** Milliseconds in which changes of many orders are gathered for one look. */
const GATHERED_MS = 200;

/** More than all instances together could take of a product while one of them decides. */
const FAR_AWAY = 100_000;

interface Look {
  readonly fell: boolean;
  readonly meta: EventMeta;
}

/**
 * Reads the stocks that have just been changed once more, when the changes are in the log, and tells what nobody could
 * see while it was decided. Two queries for all products of a fifth of a second.
 */
@Injectable()
export class SecondLook implements OnApplicationShutdown {
  private due = new Map<string, Look>();
  private timer: NodeJS.Timeout | undefined;
  private looking: Promise<void> = Promise.resolve();

  constructor(
    private readonly log: EventLog,
    @Inject(LOW_STOCK_THRESHOLD) private readonly threshold: number,
  ) {}

  at({ sku, available, fell }: SeenStock, meta: EventMeta): void {
    if (available > this.threshold + FAR_AWAY) return;
    this.due.set(sku, { fell: fell || (this.due.get(sku)?.fell ?? false), meta });
    this.timer ??= setTimeout(() => this.start(), GATHERED_MS);
  }

  async onApplicationShutdown(): Promise<void> {
    clearTimeout(this.timer);
    this.start();
    await this.looking;
  }

  private start(): void {
    const due = this.due;
    this.due = new Map();
    this.timer = undefined;
    if (due.size === 0) return;
    // A log that can't be reached now is told by the next decision on the product, which can't happen before it is back.
    this.looking = this.looking.then(() => this.look(due)).catch(() => undefined);
  }

  private async look(due: ReadonlyMap<string, Look>): Promise<void> {
    await this.log.transact(async (work) => {
      const [amounts] = await Promise.all([
        work.balances([...due.keys()]),
        work.preload(
          stockLevel,
          Array.from(due.keys(), (sku) => stockLevelStream(sku).id),
        ),
      ]);
      for (const [sku, { fell, meta }] of due) {
        const stream = stockLevelStream(sku);
        const { state } = await work.load(stockLevel, stream.id);
        const seen = { sku, available: availableTotal(amounts.get(sku) ?? {}), fell, wasOut: false };
        const events = noteStock(state, seen, this.threshold);
        if (events.length > 0) work.append(stockLevel, { stream, events, meta });
      }
    });
  }
}
