import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ProductChanged } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { keepProduct } from '../application/keep-product';

@Controller()
export class OnProductChanged {
  @EventPattern('inventory.ProductChanged', JETSTREAM)
  handle(@Payload() data: ProductChanged, @Ctx() { work, event }: EventContext): void {
    keepProduct(work, data, event.position);
  }
}
