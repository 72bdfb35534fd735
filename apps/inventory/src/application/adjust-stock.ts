import { Injectable } from '@nestjs/common';
import { ok, refused, type AdjustStock, type ProductView, type RequestContext, type Result } from '@windrose/contracts';
import { EventLog, requestedBy } from '@windrose/event-log';
import { product } from '../domain/product';
import { postingsOf } from '../domain/stock';
import { adjustStock } from '../domain/stock.decide';
import { productStream, stockStream } from '../domain/streams';
import { ProductReader } from '../persistence/product-reader';

@Injectable()
export class StockAdjuster {
  constructor(
    private readonly log: EventLog,
    private readonly products: ProductReader,
  ) {}

  async adjust(command: AdjustStock, context: RequestContext): Promise<Result<ProductView>> {
    const { sku, delta } = command;
    const { state } = await this.log.load(product, productStream(sku).id);
    const decision = adjustStock(state, command);
    if (!decision.ok) return decision;
    const events = decision.value;
    const postings = events.flatMap(postingsOf);
    // At any version: adjustments add up in whatever order they come, and the balance has the last word.
    const outcome = await this.log.append({ stream: stockStream(sku), events, meta: requestedBy(context), postings });
    if (outcome.status === 'conflict') return refused('conflict', `Fewer than ${-delta} of ${sku} are available.`);
    const { view } = await this.products.get(sku);
    return ok(view);
  }
}
