import { startService } from '@windrose/chassis';
import { OrderExpiryTimer } from './application/order-expiry.timer';
import { OrdersModule } from './orders.module';
import { orderList } from './persistence/order-list.projection';

void startService({ service: 'orders', module: OrdersModule, projections: [orderList], timers: [OrderExpiryTimer] });
