import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { CancelOrder, RpcReply, RpcRequest } from '@windrose/contracts';
import { OrderCancellation } from '../application/cancel-order';

@Controller()
export class CancelOrderRpc {
  constructor(private readonly orders: OrderCancellation) {}

  @MessagePattern('rpc.v1.orders.cancel', Transport.NATS)
  cancel(@Payload() { input, context }: RpcRequest<CancelOrder>): Promise<RpcReply<'rpc.v1.orders.cancel'>> {
    return this.orders.cancel(input, context);
  }
}
