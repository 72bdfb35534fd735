import { Injectable } from '@nestjs/common';
import type { ProductEntry, ProductView } from '@windrose/contracts';
import { EventLog, fold } from '@windrose/event-log';
import { productView } from '../application/product-view';
import { product } from '../domain/product';
import { productStream } from '../domain/streams';

export interface FoundProduct {
  readonly view: ProductView;
  /** Of the last change of its name, price or availability in the log. */
  readonly position: number;
}

/** Reads products from the log and the balances themselves, so that what was just written is seen. */
@Injectable()
export class ProductReader {
  constructor(private readonly log: EventLog) {}

  async find(sku: string): Promise<FoundProduct | undefined> {
    const [entry, balances] = await Promise.all([this.entry(sku), this.log.balances([sku])]);
    return entry && { view: productView(entry, balances.get(sku)), position: entry.position };
  }

  /** For a product that was found or written before: products are never removed. */
  async get(sku: string): Promise<FoundProduct> {
    const found = await this.find(sku);
    if (found === undefined) throw new Error(`the product ${sku} has gone from the log`);
    return found;
  }

  async entry(sku: string): Promise<ProductEntry | undefined> {
    const events = await this.log.readStream(productStream(sku).id);
    const { state } = fold(product, events);
    const last = events.at(-1);
    if (state.situation === 'unknown' || last === undefined) return undefined;
    const { name, price, active } = state;
    return { sku, name, price, active, position: last.position };
  }
}
