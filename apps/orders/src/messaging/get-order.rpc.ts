import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { GetOrder, RpcReply, RpcRequest } from '@windrose/contracts';
import { OrderLookup } from '../application/get-order';

@Controller()
export class GetOrderRpc {
  constructor(private readonly orders: OrderLookup) {}

  @MessagePattern('rpc.v1.orders.get', Transport.NATS)
  get(@Payload() { input }: RpcRequest<GetOrder>): Promise<RpcReply<'rpc.v1.orders.get'>> {
    return this.orders.get(input);
  }
}
