import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import type { OrderCancelled, OrderCompleted, OrderExpired, OrderRejected } from '@windrose/contracts';
import { EventContext, EventPattern, JETSTREAM } from '@windrose/jetstream';
import { releaseRemainder } from '../application/release-remainder';
import { touchesPayment } from './touched-payment';

/** Whichever way an order ends, the payment only has to know that it did. */
@Controller()
export class OnOrderEnded {
  @EventPattern('orders.OrderRejected', JETSTREAM, touchesPayment)
  rejected(@Payload() order: OrderRejected, @Ctx() { work, meta }: EventContext): Promise<void> {
    return releaseRemainder(order, { work, meta });
  }

  @EventPattern('orders.OrderExpired', JETSTREAM, touchesPayment)
  expired(@Payload() order: OrderExpired, @Ctx() { work, meta }: EventContext): Promise<void> {
    return releaseRemainder(order, { work, meta });
  }

  @EventPattern('orders.OrderCancelled', JETSTREAM, touchesPayment)
  cancelled(@Payload() order: OrderCancelled, @Ctx() { work, meta }: EventContext): Promise<void> {
    return releaseRemainder(order, { work, meta });
  }

  @EventPattern('orders.OrderCompleted', JETSTREAM, touchesPayment)
  completed(@Payload() order: OrderCompleted, @Ctx() { work, meta }: EventContext): Promise<void> {
    return releaseRemainder(order, { work, meta });
  }
}
