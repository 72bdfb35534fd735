import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { CustomerRegistered } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { recipientDocument } from '../application/recipients';

@Controller()
export class OnCustomerRegistered {
  @EventPattern('customers.CustomerRegistered', JETSTREAM)
  handle(@Payload() customer: CustomerRegistered, @Ctx() { work }: EventContext): void {
    work.write([recipientDocument(customer)]);
  }
}
