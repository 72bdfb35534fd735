import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { ListOrders, RpcReply, RpcRequest } from '@windrose/contracts';
import { OrderList } from '../persistence/order-list';

@Controller()
export class ListOrdersRpc {
  constructor(private readonly orders: OrderList) {}

  @MessagePattern('rpc.v1.orders.list', Transport.NATS)
  list(@Payload() { input }: RpcRequest<ListOrders>): Promise<RpcReply<'rpc.v1.orders.list'>> {
    return this.orders.page(input);
  }
}
