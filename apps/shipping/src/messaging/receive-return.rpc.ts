import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { ReceiveReturn, RpcReply, RpcRequest } from '@windrose/contracts';
import { Returns } from '../application/returns';

@Controller()
export class ReceiveReturnRpc {
  constructor(private readonly returns: Returns) {}

  @MessagePattern('rpc.v1.shipping.receive-return', Transport.NATS)
  receive(
    @Payload() { input, context }: RpcRequest<ReceiveReturn>,
  ): Promise<RpcReply<'rpc.v1.shipping.receive-return'>> {
    return this.returns.receive(input, context);
  }
}
