import { Controller } from '@nestjs/common';
import { MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { ok, refused, type GetPayment, type RpcReply, type RpcRequest } from '@windrose/contracts';
import { PaymentReader } from '../application/payment-reader';

@Controller()
export class GetPaymentRpc {
  constructor(private readonly payments: PaymentReader) {}

  @MessagePattern('rpc.v1.payments.get', Transport.NATS)
  async get(@Payload() { input }: RpcRequest<GetPayment>): Promise<RpcReply<'rpc.v1.payments.get'>> {
    const payment = await this.payments.find(input.orderId);
    return payment ? ok(payment) : refused('not_found', `There is no payment for the order ${input.orderId}.`);
  }
}
