import { Injectable } from '@nestjs/common';
import {
  KEY_PATTERN,
  ok,
  refused,
  type Page,
  type PageRequest,
  type ProductView,
  type Result,
} from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import { productView } from '../application/product-view';
import type { ProductRow } from './products.projection';

/** Pages through the projection `products` by sku, and adds the stock as it is now. */
@Injectable()
export class ProductList {
  constructor(private readonly log: EventLog) {}

  async page({ limit, cursor }: PageRequest): Promise<Result<Page<ProductView>>> {
    const after = cursor === undefined ? '' : skuFrom(cursor);
    if (after === undefined) return refused('invalid', 'must be a nextCursor of this list');
    // One more than asked says whether there is a next page.
    const rows = await this.rows(after, limit + 1);
    const shown = rows.slice(0, limit);
    const balances = await this.log.balances(shown.map(({ sku }) => sku));
    const last = rows.length > limit ? shown.at(-1) : undefined;
    return ok({
      data: shown.map(({ sku, name, amount, currency, active }) =>
        productView({ sku, name, price: { amount, currency }, active }, balances.get(sku)),
      ),
      nextCursor: last ? Buffer.from(last.sku).toString('base64url') : null,
    });
  }

  private async rows(after: string, limit: number): Promise<readonly ProductRow[]> {
    const { rows } = await this.log.pool.query<ProductRow>({
      name: 'products_page',
      text: `select sku, name, amount, currency, active from ${this.log.views}.products
        where sku > $1 order by sku limit $2`,
      values: [after, limit],
    });
    return rows;
  }
}

/** undefined for a text that never was a cursor of this list. */
function skuFrom(cursor: string): string | undefined {
  const sku = Buffer.from(cursor, 'base64url').toString();
  return KEY_PATTERN.test(sku) ? sku : undefined;
}
