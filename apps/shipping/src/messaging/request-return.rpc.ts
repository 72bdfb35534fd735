import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { RequestReturn, RpcReply, RpcRequest } from '@windrose/contracts';
import { Returns } from '../application/returns';

@Controller()
export class RequestReturnRpc {
  constructor(private readonly returns: Returns) {}

  @MessagePattern('rpc.v1.shipping.request-return', Transport.NATS)
  request(
    @Payload() { input, context }: RpcRequest<RequestReturn>,
  ): Promise<RpcReply<'rpc.v1.shipping.request-return'>> {
    return this.returns.request(input, context);
  }
}
