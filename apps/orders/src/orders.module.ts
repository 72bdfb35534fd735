import { Module } from '@nestjs/common';
import { RpcClient } from '@windrose/jetstream';
import { OrderLookup } from './application/get-order';
import { CatalogueWait } from './application/await-catalogue';
import { OrderPlacement } from './application/place-order';
import { PriceList } from './application/price-list';
import { CatalogueCaughtUpRpc } from './messaging/catalogue-caught-up.rpc';
import { GetOrderRpc } from './messaging/get-order.rpc';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { InventoryEntries } from './messaging/inventory-entries';
import { ListOrdersRpc } from './messaging/list-orders.rpc';
import { OnPaymentAuthorized } from './messaging/on-payment-authorized';
import { OnPaymentDeclined } from './messaging/on-payment-declined';
import { OnProductAdded } from './messaging/on-product-added';
import { OnProductChanged } from './messaging/on-product-changed';
import { OnShipmentDelivered } from './messaging/on-shipment-delivered';
import { OnShipmentDispatched } from './messaging/on-shipment-dispatched';
import { OnStockReservationRejected } from './messaging/on-stock-reservation-rejected';
import { OnStockReserved } from './messaging/on-stock-reserved';
import { PlaceOrderRpc } from './messaging/place-order.rpc';
import { CatalogueStore } from './persistence/catalogue-store';
import { OrderList } from './persistence/order-list';
import { OrderReader } from './persistence/order-reader';

@Module({
  controllers: [
    PlaceOrderRpc,
    GetOrderRpc,
    ListOrdersRpc,
    CatalogueCaughtUpRpc,
    GetStoryRpc,
    OnProductAdded,
    OnProductChanged,
    OnStockReserved,
    OnStockReservationRejected,
    OnPaymentAuthorized,
    OnPaymentDeclined,
    OnShipmentDispatched,
    OnShipmentDelivered,
  ],
  providers: [
    CatalogueStore,
    CatalogueWait,
    OrderList,
    OrderLookup,
    OrderPlacement,
    OrderReader,
    {
      provide: PriceList,
      inject: [CatalogueStore, RpcClient],
      useFactory: (copy: CatalogueStore, rpc: RpcClient) => new PriceList(copy, new InventoryEntries(rpc)),
    },
  ],
})
export class OrdersModule {}
