import { Inject, Injectable } from '@nestjs/common';
import type { EventMeta, InventoryEvent } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { availableTotal, postingsOf } from '../domain/stock';
import { isNoteworthy, noteStock, stockLevel, type SeenStock } from '../domain/stock-level';
import { stockLevelStream } from '../domain/streams';
import { LOW_STOCK_THRESHOLD } from './low-stock-threshold';
import { SecondLook } from './second-look';

/**
 * Tells when a product is running out or sold out, and when it is so no longer, in the same append as the change itself.
 *
 * Nothing is told twice: the level says what has been told, and its stream is guarded. But the amounts are those that
 * the work has read, and two works that take units at the same moment each see only their own; a lock per product would
 * make all its buyers queue. So everyone has a second look after the commit: the last one of them sees it all.
 * What may be missed: a stock that was low or empty for no longer than such a moment, and what a process was about to
 * look at when it was killed, until somebody decides on that product again.
 */
@Injectable()
export class StockWatch {
  constructor(
    @Inject(LOW_STOCK_THRESHOLD) private readonly threshold: number,
    private readonly secondLook: SecondLook,
  ) {}

  /** What these events are going to leave, before the work appends them. */
  async look(work: Work, events: readonly InventoryEvent[]): Promise<readonly SeenStock[]> {
    const deltas = new Map<string, number>();
    for (const { owner, account, delta } of postingsOf(...events)) {
      if (account.startsWith('available')) deltas.set(owner, (deltas.get(owner) ?? 0) + delta);
    }
    if (deltas.size === 0) return [];
    const amounts = await work.balances([...deltas.keys()]);
    return Array.from(deltas, ([sku, delta]): SeenStock => {
      const before = availableTotal(amounts.get(sku) ?? {});
      return { sku, available: before + delta, fell: delta < 0, wasOut: before === 0 };
    });
  }

  /** After the work has appended them. */
  async tell(work: Work, stocks: readonly SeenStock[], meta: EventMeta): Promise<void> {
    for (const seen of stocks) {
      work.afterCommit(() => this.secondLook.at(seen, meta));
      if (!isNoteworthy(seen, this.threshold)) continue;
      const stream = stockLevelStream(seen.sku);
      const { state } = await work.load(stockLevel, stream.id);
      const events = noteStock(state, seen, this.threshold);
      if (events.length > 0) work.append(stockLevel, { stream, events, meta });
    }
  }
}
