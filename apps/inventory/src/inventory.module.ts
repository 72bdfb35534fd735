import { Module } from '@nestjs/common';
import { StockAdjuster } from './application/adjust-stock';
import { Reservations } from './application/reservations';
import { LOW_STOCK_THRESHOLD } from './application/low-stock-threshold';
import { SecondLook } from './application/second-look';
import { StockWatch } from './application/stock-watch';
import { ProductWriter } from './application/write-product';
import { inventoryConfig } from './inventory.config';
import { AddProductRpc } from './messaging/add-product.rpc';
import { AdjustStockRpc } from './messaging/adjust-stock.rpc';
import { ChangeProductRpc } from './messaging/change-product.rpc';
import { GetEntriesRpc } from './messaging/get-entries.rpc';
import { GetProductRpc } from './messaging/get-product.rpc';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { ListProductsRpc } from './messaging/list-products.rpc';
import { OnOrderCancelled } from './messaging/on-order-cancelled';
import { OnOrderExpired } from './messaging/on-order-expired';
import { OnOrderPlaced } from './messaging/on-order-placed';
import { OnOrderRejected } from './messaging/on-order-rejected';
import { OnReturnReceived } from './messaging/on-return-received';
import { OnShipmentCancelled } from './messaging/on-shipment-cancelled';
import { OnShipmentDispatched } from './messaging/on-shipment-dispatched';
import { OnShipmentFailed } from './messaging/on-shipment-failed';
import { ProductList } from './persistence/product-list';
import { ProductReader } from './persistence/product-reader';

@Module({
  controllers: [
    AddProductRpc,
    ChangeProductRpc,
    AdjustStockRpc,
    GetProductRpc,
    ListProductsRpc,
    GetEntriesRpc,
    GetStoryRpc,
    OnOrderPlaced,
    OnOrderRejected,
    OnOrderExpired,
    OnOrderCancelled,
    OnShipmentDispatched,
    OnShipmentCancelled,
    OnShipmentFailed,
    OnReturnReceived,
  ],
  providers: [
    ProductList,
    ProductReader,
    ProductWriter,
    Reservations,
    SecondLook,
    StockAdjuster,
    StockWatch,
    { provide: LOW_STOCK_THRESHOLD, useFactory: () => inventoryConfig().lowStockThreshold },
  ],
})
export class InventoryModule {}
