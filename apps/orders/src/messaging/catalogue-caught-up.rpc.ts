import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { ok, type CatalogueCaughtUp, type RpcReply, type RpcRequest } from '@windrose/contracts';
import { CatalogueWait } from '../application/await-catalogue';

@Controller()
export class CatalogueCaughtUpRpc {
  constructor(private readonly catalogue: CatalogueWait) {}

  @MessagePattern('rpc.v1.orders.catalogue-caught-up', Transport.NATS)
  async wait(
    @Payload() { input }: RpcRequest<CatalogueCaughtUp>,
  ): Promise<RpcReply<'rpc.v1.orders.catalogue-caught-up'>> {
    return ok(await this.catalogue.until(input));
  }
}
