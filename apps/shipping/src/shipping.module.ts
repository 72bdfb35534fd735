import { Module } from '@nestjs/common';
import { CancelOrder } from './application/cancel-order';
import { Carrier } from './application/carrier';
import { CarrierCollectsTimer } from './application/carrier-collects.timer';
import { CarrierDeliversTimer } from './application/carrier-delivers.timer';
import { ShipmentMover } from './application/move-shipment';
import { PackOrder } from './application/pack-order';
import { Returns } from './application/returns';
import { SettleCapture } from './application/settle-capture';
import { ShipmentReader } from './application/shipment-reader';
import { ShippingWork } from './application/shipping-work';
import { ShipmentSplitter } from './application/split-shipments';
import { carrierOf } from './carrier/carrier-of';
import { DeliverShipmentRpc } from './messaging/deliver-shipment.rpc';
import { DispatchShipmentRpc } from './messaging/dispatch-shipment.rpc';
import { FailShipmentRpc } from './messaging/fail-shipment.rpc';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { ListShipmentsRpc } from './messaging/list-shipments.rpc';
import { OnOrderCancellationRequested } from './messaging/on-order-cancellation-requested';
import { OnOrderConfirmed } from './messaging/on-order-confirmed';
import { OnPaymentCaptureFailed } from './messaging/on-payment-capture-failed';
import { OnPaymentCaptured } from './messaging/on-payment-captured';
import { ReceiveReturnRpc } from './messaging/receive-return.rpc';
import { RequestReturnRpc } from './messaging/request-return.rpc';
import { SplitShipmentRpc } from './messaging/split-shipment.rpc';
import { shippingConfig } from './shipping.config';

@Module({
  controllers: [
    OnOrderConfirmed,
    OnOrderCancellationRequested,
    OnPaymentCaptured,
    OnPaymentCaptureFailed,
    ListShipmentsRpc,
    DispatchShipmentRpc,
    DeliverShipmentRpc,
    FailShipmentRpc,
    SplitShipmentRpc,
    RequestReturnRpc,
    ReceiveReturnRpc,
    GetStoryRpc,
  ],
  providers: [
    CancelOrder,
    CarrierCollectsTimer,
    CarrierDeliversTimer,
    PackOrder,
    Returns,
    SettleCapture,
    ShipmentMover,
    ShipmentReader,
    ShipmentSplitter,
    ShippingWork,
    { provide: Carrier, useFactory: () => carrierOf(shippingConfig()) },
  ],
})
export class ShippingModule {}
