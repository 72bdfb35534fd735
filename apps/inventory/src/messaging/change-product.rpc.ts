import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { ChangeProduct, RpcReply, RpcRequest } from '@windrose/contracts';
import { ProductWriter } from '../application/write-product';
import { changeProduct } from '../domain/product.decide';

@Controller()
export class ChangeProductRpc {
  constructor(private readonly products: ProductWriter) {}

  @MessagePattern('rpc.v1.inventory.change-product', Transport.NATS)
  change(
    @Payload() { input, context }: RpcRequest<ChangeProduct>,
  ): Promise<RpcReply<'rpc.v1.inventory.change-product'>> {
    return this.products.write(input.sku, context, (product) => changeProduct(product, input));
  }
}
