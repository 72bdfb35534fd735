import { startService } from '@windrose/chassis';
import { InventoryModule } from './inventory.module';
import { products } from './persistence/products.projection';

void startService({ service: 'inventory', module: InventoryModule, projections: [products] });
