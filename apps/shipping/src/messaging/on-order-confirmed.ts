import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderConfirmed } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM, touches } from '@windrose/jetstream';
import { CreateShipment, onlyShipmentOf } from '../application/create-shipment';
import { touchedShipment } from '../application/touched-shipment';

@Controller()
export class OnOrderConfirmed {
  constructor(private readonly createShipment: CreateShipment) {}

  @EventPattern('orders.OrderConfirmed', JETSTREAM, touches(({ key }) => [touchedShipment(onlyShipmentOf(key))]))
  async handle(@Payload() order: OrderConfirmed, @Ctx() { work, meta }: EventContext): Promise<void> {
    await this.createShipment.of(order, { work, meta });
  }
}
