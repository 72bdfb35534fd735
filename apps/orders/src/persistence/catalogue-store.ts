import { Injectable } from '@nestjs/common';
import type { ProductEntry } from '@windrose/contracts';
import { EventLog, type DocumentWrite } from '@windrose/event-log';
import { BatchedReader } from '@windrose/platform';

const COLLECTION = 'catalogue';

/** The service's own copy of the products, as far as inventory's events have been read. */
@Injectable()
export class CatalogueStore {
  private readonly reader: BatchedReader<ProductEntry>;

  constructor(log: EventLog) {
    this.reader = new BatchedReader((skus) => log.documents<ProductEntry>(COLLECTION, skus));
  }

  read(skus: readonly string[]): Promise<ReadonlyMap<string, ProductEntry>> {
    return this.reader.read(skus);
  }
}

export function catalogueWrite(entry: ProductEntry): DocumentWrite {
  return { collection: COLLECTION, id: entry.sku, body: entry };
}
