import { Injectable } from '@nestjs/common';
import { startFulfilment, type ConfirmedOrder } from '../domain/start-fulfilment';
import { nthShipmentOf } from './shipment-ids';
import { ShippingWork, type Deciding } from './shipping-work';

/** Packs a confirmed order. */
@Injectable()
export class PackOrder {
  constructor(private readonly shipping: ShippingWork) {}

  async handle(order: ConfirmedOrder, deciding: Deciding): Promise<void> {
    const { orderId } = order;
    const packed = await this.shipping.order(orderId, deciding.work);
    this.shipping.append(
      startFulfilment(packed, order, (n) => nthShipmentOf(orderId, n)),
      deciding,
    );
  }
}
