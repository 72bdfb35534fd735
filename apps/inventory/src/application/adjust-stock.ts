import { Injectable } from '@nestjs/common';
import type { AdjustStock, ProductView, RequestContext, Result } from '@windrose/contracts';
import { answerOnce, decideOnce, EventLog, requestedBy } from '@windrose/event-log';
import { product } from '../domain/product';
import { availableIn, postingsOf } from '../domain/stock';
import { adjustStock } from '../domain/stock.decide';
import { productStream, stockStream } from '../domain/streams';
import { ProductReader } from '../persistence/product-reader';
import { StockWatch } from './stock-watch';

@Injectable()
export class StockAdjuster {
  constructor(
    private readonly log: EventLog,
    private readonly products: ProductReader,
    private readonly watch: StockWatch,
  ) {}

  async adjust(command: AdjustStock, context: RequestContext): Promise<Result<ProductView>> {
    const { sku } = command;
    const meta = requestedBy(context);
    const decision = await decideOnce<null>(this.log, context, async (work) => {
      const [{ state }, amounts] = await Promise.all([work.load(product, productStream(sku).id), work.balances([sku])]);
      const decided = adjustStock(state, command, availableIn(amounts.get(sku) ?? {}));
      if (!decided.ok) return decided;
      const events = decided.value;
      const changes = await this.watch.look(work, events);
      // At any version: adjustments add up in whatever order they come, and the balance has the last word.
      const stream = stockStream(sku);
      work.append(null, { stream, expectedVersion: 'any', events, meta, postings: postingsOf(...events) });
      await this.watch.tell(work, changes, meta);
      return { ok: true, value: null };
    });
    if (!decision.ok) return decision;
    const view = await answerOnce(this.log, context, async () => (await this.products.get(sku)).view);
    return { ...decision, value: view };
  }
}
