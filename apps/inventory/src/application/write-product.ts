import { Injectable } from '@nestjs/common';
import { ok, type ProductView, type RequestContext, type Result } from '@windrose/contracts';
import { EventLog, requestedBy } from '@windrose/event-log';
import { ServiceUnavailable } from '@windrose/platform';
import { product, type Product, type ProductEvent } from '../domain/product';
import { postingsOf } from '../domain/stock';
import { productStream } from '../domain/streams';
import { ProductReader } from '../persistence/product-reader';

/** How often a decision is made again because another writer was faster, before the caller is told to come back. */
const MOST_TRIES = 5;

/** With a position of the log from which on the product is as the view says, or newer. */
export type WrittenProduct = ProductView & { readonly position: number };

/** Loads a product, lets `decide` decide and appends that; again when the product has changed meanwhile. */
@Injectable()
export class ProductWriter {
  constructor(
    private readonly log: EventLog,
    private readonly products: ProductReader,
  ) {}

  async write(
    sku: string,
    context: RequestContext,
    decide: (product: Product) => Result<readonly ProductEvent[]>,
  ): Promise<Result<WrittenProduct>> {
    const stream = productStream(sku);
    const meta = requestedBy(context);
    for (let tries = 0; tries < MOST_TRIES; tries++) {
      const { state, version } = await this.log.load(product, stream.id);
      const decision = decide(state);
      if (!decision.ok) return decision;
      const events = decision.value;
      if (events.length === 0) return this.written(sku);
      const postings = postingsOf(...events);
      const outcome = await this.log.append({ stream, expectedVersion: version, events, meta, postings });
      if (outcome.status === 'appended') return this.written(sku);
    }
    throw new ServiceUnavailable(`the product ${sku} is being changed by too many at once`);
  }

  private async written(sku: string): Promise<Result<WrittenProduct>> {
    const { view, position } = await this.products.get(sku);
    return ok({ ...view, position });
  }
}
