import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { FailShipment, RpcReply, RpcRequest } from '@windrose/contracts';
import { ShipmentMover } from '../application/move-shipment';

/** When the operator gives none. */
const DEFAULT_REASON = 'The shipment can not be delivered.';

@Controller()
export class FailShipmentRpc {
  constructor(private readonly shipments: ShipmentMover) {}

  @MessagePattern('rpc.v1.shipping.fail', Transport.NATS)
  fail(@Payload() { input, context }: RpcRequest<FailShipment>): Promise<RpcReply<'rpc.v1.shipping.fail'>> {
    return this.shipments.move(input.shipmentId, { type: 'Fail', message: input.reason ?? DEFAULT_REASON }, context);
  }
}
