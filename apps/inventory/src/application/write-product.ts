import { Injectable } from '@nestjs/common';
import { type ProductView, type RequestContext, type Result } from '@windrose/contracts';
import { answerOnce, decideOnce, EventLog, requestedBy } from '@windrose/event-log';
import { product, type Product, type ProductEvent } from '../domain/product';
import { postingsOf } from '../domain/stock';
import { productStream } from '../domain/streams';
import { ProductReader } from '../persistence/product-reader';

/** With a position of the log from which on the product is as the view says, or newer. */
export type WrittenProduct = ProductView & { readonly position: number };

/** Loads a product, lets `decide` decide and appends that; again when the product has changed meanwhile. */
@Injectable()
export class ProductWriter {
  constructor(
    private readonly log: EventLog,
    private readonly products: ProductReader,
  ) {}

  /** @throws ServiceUnavailable when too many change the product at once */
  async write(
    sku: string,
    context: RequestContext,
    decide: (product: Product) => Result<readonly ProductEvent[]>,
  ): Promise<Result<WrittenProduct>> {
    const stream = productStream(sku);
    const meta = requestedBy(context);
    const decision = await decideOnce<null>(this.log, context, async (work) => {
      const { state } = await work.load(product, stream.id);
      const decided = decide(state);
      if (!decided.ok) return decided;
      const events = decided.value;
      if (events.length > 0) work.append(product, { stream, events, meta, postings: postingsOf(...events) });
      return { ok: true, value: null };
    });
    if (!decision.ok) return decision;
    return { ...decision, value: await answerOnce(this.log, context, () => this.written(sku)) };
  }

  private async written(sku: string): Promise<WrittenProduct> {
    const { view, position } = await this.products.get(sku);
    return { ...view, position };
  }
}
