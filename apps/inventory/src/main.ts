import { startService } from '@windrose/chassis';
import { inventoryDerivation } from './application/derivation';
import { InventoryModule } from './inventory.module';
import { products } from './persistence/products.projection';

void startService({
  service: 'inventory',
  module: InventoryModule,
  projections: [products],
  derivation: () => inventoryDerivation,
});
