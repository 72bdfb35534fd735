import { startService } from '@windrose/chassis';
import { OrdersModule } from './orders.module';
import { orderList } from './persistence/order-list.projection';

void startService({ service: 'orders', module: OrdersModule, projections: [orderList] });
