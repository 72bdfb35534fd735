import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { ok, refused, type GetProduct, type RpcReply, type RpcRequest } from '@windrose/contracts';
import { ProductReader } from '../persistence/product-reader';

@Controller()
export class GetProductRpc {
  constructor(private readonly products: ProductReader) {}

  @MessagePattern('rpc.v1.inventory.get-product', Transport.NATS)
  async get(@Payload() { input }: RpcRequest<GetProduct>): Promise<RpcReply<'rpc.v1.inventory.get-product'>> {
    const found = await this.products.find(input.sku);
    return found ? ok(found.view) : refused('not_found', `There is no product ${input.sku}.`);
  }
}
