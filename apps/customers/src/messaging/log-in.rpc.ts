import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { LogIn as Command, RpcReply, RpcRequest } from '@windrose/contracts';
import { LogIn } from '../application/log-in';

@Controller()
export class LogInRpc {
  constructor(private readonly customers: LogIn) {}

  @MessagePattern('rpc.v1.customers.log-in', Transport.NATS)
  logIn(@Payload() { input }: RpcRequest<Command>): Promise<RpcReply<'rpc.v1.customers.log-in'>> {
    return this.customers.logIn(input);
  }
}
