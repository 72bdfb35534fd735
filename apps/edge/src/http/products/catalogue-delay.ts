import { Injectable } from '@nestjs/common';
import type { ProductView, RequestContext } from '@windrose/contracts';
import { Backend } from '../../backend/backend';

/** Milliseconds that a change of a product may be held back for the orders service. */
const BOUND_MS = 1_000;

/**
 * Holds the answer to a change of a product until orders has the new price too: who orders right after the answer pays
 * what it said. A courtesy with a bound. The change has happened in any case.
 */
@Injectable()
export class CatalogueDelay {
  constructor(private readonly backend: Backend) {}

  async untilOrderable(changed: ProductView & { position: number }, context: RequestContext): Promise<ProductView> {
    const { position, ...product } = changed;
    try {
      await this.backend.ask('rpc.v1.orders.catalogue-caught-up', { sku: product.sku, position }, context, BOUND_MS);
    } catch {
      // Orders is slow or down: it will catch up, and until then it sells at the price it knows.
    }
    return product;
  }
}
