import type { ProductEntry, RequestContext } from '@windrose/contracts';
import { type RpcClient } from '@windrose/jetstream';
import { newId, ServiceUnavailable } from '@windrose/platform';
import { BatchedReader } from '@windrose/platform';
import type { EntrySource } from '../application/price-list';

/** Milliseconds that inventory may take: an order waits for it. */
const DEADLINE_MS = 1_000;

/** Asks inventory for products that the catalogue's copy doesn't have yet; concurrent orders ask together. */
export class InventoryEntries implements EntrySource {
  private readonly reader = new BatchedReader((skus) => this.ask(skus));

  constructor(private readonly rpc: RpcClient) {}

  read(skus: readonly string[]): Promise<ReadonlyMap<string, ProductEntry>> {
    return this.reader.read(skus);
  }

  private async ask(skus: readonly string[]): Promise<ReadonlyMap<string, ProductEntry>> {
    const context: RequestContext = { actor: { type: 'service', id: 'orders' }, correlationId: newId() };
    const reply = await this.rpc.call('rpc.v1.inventory.get-entries', { skus: [...skus] }, context, {
      deadlineMs: DEADLINE_MS,
    });
    if (!reply.ok) throw new ServiceUnavailable(`inventory gave no answer about products: ${reply.refusal.detail}`);
    return new Map(reply.value.map((entry) => [entry.sku, entry]));
  }
}
