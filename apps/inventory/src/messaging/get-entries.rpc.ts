import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { ok, type RpcReply, type RpcRequest } from '@windrose/contracts';
import { ProductReader } from '../persistence/product-reader';

/** For services that keep a copy of the catalogue and meet a sku before its event. Unknown skus are left out. */
@Controller()
export class GetEntriesRpc {
  constructor(private readonly products: ProductReader) {}

  @MessagePattern('rpc.v1.inventory.get-entries', Transport.NATS)
  async get(@Payload() { input }: RpcRequest<{ skus: string[] }>): Promise<RpcReply<'rpc.v1.inventory.get-entries'>> {
    const entries = await Promise.all(input.skus.map((sku) => this.products.entry(sku)));
    return ok(entries.filter((entry) => entry !== undefined));
  }
}
