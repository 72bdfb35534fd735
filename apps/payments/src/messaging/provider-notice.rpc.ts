import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { ok, type ProviderNotice, type RpcReply, type RpcRequest } from '@windrose/contracts';
import { ProviderNotices } from '../application/provider-notices';

@Controller()
export class ProviderNoticeRpc {
  constructor(private readonly notices: ProviderNotices) {}

  @MessagePattern('rpc.v1.payments.provider-notice', Transport.NATS)
  async take(
    @Payload() { input, context }: RpcRequest<ProviderNotice>,
  ): Promise<RpcReply<'rpc.v1.payments.provider-notice'>> {
    await this.notices.take(input, context);
    return ok(null);
  }
}
