import { Module } from '@nestjs/common';
import { StockAdjuster } from './application/adjust-stock';
import { ProductWriter } from './application/write-product';
import { AddProductRpc } from './messaging/add-product.rpc';
import { AdjustStockRpc } from './messaging/adjust-stock.rpc';
import { ChangeProductRpc } from './messaging/change-product.rpc';
import { GetEntriesRpc } from './messaging/get-entries.rpc';
import { GetProductRpc } from './messaging/get-product.rpc';
import { GetStoryRpc } from './messaging/get-story.rpc';
import { ListProductsRpc } from './messaging/list-products.rpc';
import { OnOrderPlaced } from './messaging/on-order-placed';
import { OnOrderRejected } from './messaging/on-order-rejected';
import { OnShipmentDispatched } from './messaging/on-shipment-dispatched';
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
    OnShipmentDispatched,
  ],
  providers: [ProductList, ProductReader, ProductWriter, StockAdjuster],
})
export class InventoryModule {}
