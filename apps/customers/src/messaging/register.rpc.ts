import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import type { RegisterCustomer as Command, RpcReply, RpcRequest } from '@windrose/contracts';
import { RegisterCustomer } from '../application/register-customer';

@Controller()
export class RegisterRpc {
  constructor(private readonly customers: RegisterCustomer) {}

  @MessagePattern('rpc.v1.customers.register', Transport.NATS)
  register(@Payload() { input, context }: RpcRequest<Command>): Promise<RpcReply<'rpc.v1.customers.register'>> {
    return this.customers.register(input, context);
  }
}
