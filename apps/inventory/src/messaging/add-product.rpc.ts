import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { AddProduct, RpcReply, RpcRequest } from '@windrose/contracts';
import { ProductWriter } from '../application/write-product';
import { addProduct } from '../domain/product.decide';

@Controller()
export class AddProductRpc {
  constructor(private readonly products: ProductWriter) {}

  @MessagePattern('rpc.v1.inventory.add-product', Transport.NATS)
  add(@Payload() { input, context }: RpcRequest<AddProduct>): Promise<RpcReply<'rpc.v1.inventory.add-product'>> {
    return this.products.write(input.sku, context, (product) => addProduct(product, input));
  }
}
