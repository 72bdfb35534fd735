import { Injectable } from '@nestjs/common';
import { ok, type AdjustStock, type ProductView, type RequestContext, type Result } from '@windrose/contracts';
import { EventLog, requestedBy } from '@windrose/event-log';
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
    const { value: decision } = await this.log.transact(async (work) => {
      const [{ state }, amounts] = await Promise.all([work.load(product, productStream(sku).id), work.balances([sku])]);
      const decided = adjustStock(state, command, availableIn(amounts.get(sku) ?? {}));
      if (!decided.ok) return decided;
      const events = decided.value;
      const changes = await this.watch.look(work, events);
      // At any version: adjustments add up in whatever order they come, and the balance has the last word.
      const stream = stockStream(sku);
      work.append(null, { stream, expectedVersion: 'any', events, meta, postings: postingsOf(...events) });
      await this.watch.tell(work, changes, meta);
      return decided;
    });
    if (!decision.ok) return decision;
    const { view } = await this.products.get(sku);
    return ok(view);
  }
}
