import { Module } from '@nestjs/common';
import { RpcClient } from '@windrose/jetstream';
import { AcceptedCommands } from './application/accepted-commands';
import { CatalogueWait } from './application/await-catalogue';
import { OrderCancellation } from './application/cancel-order';
import { OrderLookup } from './application/get-order';
import { OrderDeadlines } from './application/order-deadlines';
import { OrderExpiryTimer } from './application/order-expiry.timer';
import { OrderProgress } from './application/order-progress';
import { OrderPlacement } from './application/place-order';
import { PriceList } from './application/price-list';
import { CancelOrderRpc } from './messaging/cancel-order.rpc';
import { CatalogueCaughtUpRpc } from './messaging/catalogue-caught-up.rpc';
import { GetOrderRpc } from './messaging/get-order.rpc';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { InventoryEntries } from './messaging/inventory-entries';
import { ListOrdersRpc } from './messaging/list-orders.rpc';
import { OnCommandAccepted } from './messaging/on-command-accepted';
import { OnFulfilmentCancellationRefused } from './messaging/on-fulfilment-cancellation-refused';
import { OnFulfilmentCancelled } from './messaging/on-fulfilment-cancelled';
import { OnPaymentActionRequired } from './messaging/on-payment-action-required';
import { OnPaymentAuthorized } from './messaging/on-payment-authorized';
import { OnPaymentDeclined } from './messaging/on-payment-declined';
import { OnProductAdded } from './messaging/on-product-added';
import { OnProductChanged } from './messaging/on-product-changed';
import { OnReturnReceived } from './messaging/on-return-received';
import { OnShipmentCancelled } from './messaging/on-shipment-cancelled';
import { OnShipmentDelivered } from './messaging/on-shipment-delivered';
import { OnShipmentDispatched } from './messaging/on-shipment-dispatched';
import { OnShipmentFailed } from './messaging/on-shipment-failed';
import { OnStockReservationRejected } from './messaging/on-stock-reservation-rejected';
import { OnStockReserved } from './messaging/on-stock-reserved';
import { PlaceOrderRpc } from './messaging/place-order.rpc';
import { orderDeadlines } from './orders.config';
import { CatalogueStore } from './persistence/catalogue-store';
import { OrderList } from './persistence/order-list';
import { OrderReader } from './persistence/order-reader';

@Module({
  controllers: [
    PlaceOrderRpc,
    CancelOrderRpc,
    GetOrderRpc,
    ListOrdersRpc,
    CatalogueCaughtUpRpc,
    GetStoryRpc,
    OnCommandAccepted,
    OnProductAdded,
    OnProductChanged,
    OnStockReserved,
    OnStockReservationRejected,
    OnPaymentAuthorized,
    OnPaymentDeclined,
    OnPaymentActionRequired,
    OnShipmentDispatched,
    OnShipmentDelivered,
    OnShipmentFailed,
    OnShipmentCancelled,
    OnFulfilmentCancelled,
    OnFulfilmentCancellationRefused,
    OnReturnReceived,
  ],
  providers: [
    AcceptedCommands,
    CatalogueStore,
    CatalogueWait,
    OrderCancellation,
    OrderExpiryTimer,
    OrderList,
    OrderLookup,
    OrderPlacement,
    OrderProgress,
    OrderReader,
    { provide: OrderDeadlines, useFactory: () => orderDeadlines() },
    {
      provide: PriceList,
      inject: [CatalogueStore, RpcClient],
      useFactory: (copy: CatalogueStore, rpc: RpcClient) => new PriceList(copy, new InventoryEntries(rpc)),
    },
  ],
})
export class OrdersModule {}
