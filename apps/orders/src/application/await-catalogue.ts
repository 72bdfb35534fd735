import { Injectable } from '@nestjs/common';
import type { CatalogueCaughtUp } from '@windrose/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import { CatalogueStore } from '../persistence/catalogue-store';

/** Milliseconds to wait at most: the caller gives up at 1,000. */
const PATIENCE_MS = 900;
const FIRST_PAUSE_MS = 4;
const LONGEST_PAUSE_MS = 50;

/** Waits until the service's copy of a product is at least as new as a position of inventory's log. */
@Injectable()
export class CatalogueWait {
  constructor(private readonly catalogue: CatalogueStore) {}

  /** Looks into the database, because it may be another instance that reads this product's events. */
  async until({ sku, position }: CatalogueCaughtUp, patienceMs = PATIENCE_MS): Promise<{ reached: boolean }> {
    const deadline = performance.now() + patienceMs;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
      const entry = (await this.catalogue.read([sku])).get(sku);
      if (entry !== undefined && entry.position >= position) return { reached: true };
      if (performance.now() + pauseMs > deadline) return { reached: false };
      await sleep(pauseMs);
    }
  }
}
