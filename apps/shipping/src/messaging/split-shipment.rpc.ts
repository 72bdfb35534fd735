import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { SplitShipment, RpcReply, RpcRequest } from '@windrose/contracts';
import { ShipmentSplitter } from '../application/split-shipments';

@Controller()
export class SplitShipmentRpc {
  constructor(private readonly shipments: ShipmentSplitter) {}

  @MessagePattern('rpc.v1.shipping.split', Transport.NATS)
  split(@Payload() { input, context }: RpcRequest<SplitShipment>): Promise<RpcReply<'rpc.v1.shipping.split'>> {
    return this.shipments.split(input, context);
  }
}
