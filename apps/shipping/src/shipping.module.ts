import { Module } from '@nestjs/common';
import { Carrier } from './application/carrier';
import { CarrierCollectsTimer } from './application/carrier-collects.timer';
import { CarrierDeliversTimer } from './application/carrier-delivers.timer';
import { CreateShipment } from './application/create-shipment';
import { DispatchShipment } from './application/dispatch-shipment';
import { ShipmentMover } from './application/move-shipment';
import { ShipmentReader } from './application/shipment-reader';
import { Shipments } from './application/shipments';
import { carrierOf } from './carrier/carrier-of';
import { DeliverShipmentRpc } from './messaging/deliver-shipment.rpc';
import { DispatchShipmentRpc } from './messaging/dispatch-shipment.rpc';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { ListShipmentsRpc } from './messaging/list-shipments.rpc';
import { OnOrderConfirmed } from './messaging/on-order-confirmed';
import { OnPaymentCaptured } from './messaging/on-payment-captured';
import { shippingConfig } from './shipping.config';

@Module({
  controllers: [
    OnOrderConfirmed,
    OnPaymentCaptured,
    ListShipmentsRpc,
    DispatchShipmentRpc,
    DeliverShipmentRpc,
    GetStoryRpc,
  ],
  providers: [
    CarrierCollectsTimer,
    CarrierDeliversTimer,
    CreateShipment,
    DispatchShipment,
    ShipmentMover,
    ShipmentReader,
    Shipments,
    { provide: Carrier, useFactory: () => carrierOf(shippingConfig()) },
  ],
})
export class ShippingModule {}
