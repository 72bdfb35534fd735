import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { PlaceOrder, RpcReply, RpcRequest } from '@windrose/contracts';
import { OrderPlacement } from '../application/place-order';

@Controller()
export class PlaceOrderRpc {
  constructor(private readonly orders: OrderPlacement) {}

  @MessagePattern('rpc.v1.orders.place', Transport.NATS)
  place(@Payload() { input, context }: RpcRequest<PlaceOrder>): Promise<RpcReply<'rpc.v1.orders.place'>> {
    return this.orders.place(input, context);
  }
}
