import { startService } from '@windrose/chassis';
import { ordersDerivation } from './application/derivation';
import { OrderExpiryTimer } from './application/order-expiry.timer';
import { orderDeadlines } from './orders.config';
import { OrdersModule } from './orders.module';
import { orderList } from './persistence/order-list.projection';

void startService({
  service: 'orders',
  module: OrdersModule,
  projections: [orderList],
  timers: [OrderExpiryTimer],
  derivation: (env) => ordersDerivation(orderDeadlines(env)),
});
