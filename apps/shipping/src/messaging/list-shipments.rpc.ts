import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { ok, type ListShipments, type RpcReply, type RpcRequest } from '@windrose/contracts';
import { ShipmentReader } from '../application/shipment-reader';

@Controller()
export class ListShipmentsRpc {
  constructor(private readonly shipments: ShipmentReader) {}

  @MessagePattern('rpc.v1.shipping.list', Transport.NATS)
  async list(@Payload() { input }: RpcRequest<ListShipments>): Promise<RpcReply<'rpc.v1.shipping.list'>> {
    return ok(await this.shipments.ofOrder(input.orderId));
  }
}
