import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { PageRequest, RpcReply, RpcRequest } from '@windrose/contracts';
import { ProductList } from '../persistence/product-list';

@Controller()
export class ListProductsRpc {
  constructor(private readonly products: ProductList) {}

  @MessagePattern('rpc.v1.inventory.list-products', Transport.NATS)
  list(@Payload() { input }: RpcRequest<PageRequest>): Promise<RpcReply<'rpc.v1.inventory.list-products'>> {
    return this.products.page(input);
  }
}
