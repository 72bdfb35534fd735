import { Injectable } from '@nestjs/common';
import type { OrderConfirmed } from '@windrose/contracts';
import { derivedId } from '@windrose/platform';
import { Shipments, type Deciding } from './shipments';

/** Derived, so that an order gives the same shipment whoever packs it, and however often. */
export function onlyShipmentOf(orderId: string): string {
  return derivedId(orderId, 'shipment', '1');
}

/** Packs a confirmed order: one shipment with all its lines, which carries all of its total. */
@Injectable()
export class CreateShipment {
  constructor(private readonly shipments: Shipments) {}

  async of(order: OrderConfirmed, deciding: Deciding): Promise<void> {
    const { orderId, customerId, total: amount, shippingAddress } = order;
    const shipmentId = onlyShipmentOf(orderId);
    const lines = order.lines.map(({ sku, quantity }) => ({ sku, quantity }));
    const facts = { orderId, shipmentId, customerId, lines, amount, shippingAddress };
    await this.shipments.change(facts, { type: 'CreateShipment', ...facts }, deciding);
  }
}
