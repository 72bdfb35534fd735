import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { MoveShipment, RpcReply, RpcRequest } from '@windrose/contracts';
import { ShipmentMover } from '../application/move-shipment';

@Controller()
export class DispatchShipmentRpc {
  constructor(private readonly shipments: ShipmentMover) {}

  @MessagePattern('rpc.v1.shipping.dispatch', Transport.NATS)
  dispatch(@Payload() { input, context }: RpcRequest<MoveShipment>): Promise<RpcReply<'rpc.v1.shipping.dispatch'>> {
    return this.shipments.move(input.shipmentId, { type: 'RequestDispatch' }, context);
  }
}
