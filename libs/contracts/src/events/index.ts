import type { CustomersEvents } from './customers';
import type { EdgeEvents } from './edge';
import type { InventoryEvents } from './inventory';
import type { NotificationsEvents } from './notifications';
import type { OrdersEvents } from './orders';
import type { PaymentsEvents } from './payments';
import type { ShippingEvents } from './shipping';

export * from './customers';
export * from './edge';
export * from './inventory';
export * from './notifications';
export * from './orders';
export * from './payments';
export * from './shipping';

/** Every event type on the wire, by the service that owns it. */
export interface EventCatalogue {
  edge: EdgeEvents;
  orders: OrdersEvents;
  inventory: InventoryEvents;
  payments: PaymentsEvents;
  shipping: ShippingEvents;
  customers: CustomersEvents;
  notifications: NotificationsEvents;
}

/** One service's events as a union with `type` as its discriminant. */
export type EventOf<Catalogue> = {
  [T in keyof Catalogue & string]: { readonly type: T; readonly data: Catalogue[T] };
}[keyof Catalogue & string];

export type EdgeEvent = EventOf<EdgeEvents>;
export type OrdersEvent = EventOf<OrdersEvents>;
export type InventoryEvent = EventOf<InventoryEvents>;
export type PaymentsEvent = EventOf<PaymentsEvents>;
export type ShippingEvent = EventOf<ShippingEvents>;
export type CustomersEvent = EventOf<CustomersEvents>;
export type NotificationsEvent = EventOf<NotificationsEvents>;
