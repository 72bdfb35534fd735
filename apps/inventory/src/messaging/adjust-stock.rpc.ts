import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { AdjustStock, RpcReply, RpcRequest } from '@windrose/contracts';
import { StockAdjuster } from '../application/adjust-stock';

@Controller()
export class AdjustStockRpc {
  constructor(private readonly stock: StockAdjuster) {}

  @MessagePattern('rpc.v1.inventory.adjust-stock', Transport.NATS)
  adjust(@Payload() { input, context }: RpcRequest<AdjustStock>): Promise<RpcReply<'rpc.v1.inventory.adjust-stock'>> {
    return this.stock.adjust(input, context);
  }
}
