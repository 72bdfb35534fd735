import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { ProductAdded } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { keepProduct } from '../application/keep-product';

@Controller()
export class OnProductAdded {
  @EventPattern('inventory.ProductAdded', JETSTREAM)
  handle(@Payload() data: ProductAdded, @Ctx() { work, event }: EventContext): void {
    keepProduct(work, data, event.position);
  }
}
