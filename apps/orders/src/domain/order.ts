import {
  DEFAULT_LOCATION,
  type AskedOrder,
  type CancellationCode,
  type NextAction,
  type OrderPlaced,
  type OrderRejected,
  type OrdersEvent,
  type Reason,
  type StockAllocation,
} from '@windrose/contracts';
import type { Fulfilment, Parcel } from './fulfilment';

interface Accepted {
  readonly placed: OrderPlaced;
}

/** Its stock is held; its payment is not answered yet. */
interface Paying extends Accepted {
  readonly paymentId: string;
  readonly allocations: readonly StockAllocation[];
}

interface Confirmed extends Fulfilment {
  readonly paymentId: string;
}

interface Ended extends Accepted {
  readonly reason: Reason;
}

/** It was accepted before anybody could look at it, and can't be placed. That is its end. */
interface Unplaceable {
  readonly orderId: string;
  readonly customerId: string;
  readonly asked: AskedOrder;
  readonly reason: Reason;
}

/**
 * An order is in exactly one situation and carries the facts that matter in it. What the outside calls its status
 * is computed from them (order.status.ts).
 */
export type Order =
  | { readonly situation: 'unplaced' }
  | ({ readonly situation: 'invalid' } & Unplaceable)
  | ({ readonly situation: 'awaiting_stock' } & Accepted)
  | ({ readonly situation: 'awaiting_payment' } & Paying)
  | ({ readonly situation: 'awaiting_customer'; readonly nextAction: NextAction } & Paying)
  | ({ readonly situation: 'fulfilling' } & Confirmed)
  | ({ readonly situation: 'cancelling'; readonly reason: Reason<CancellationCode> } & Confirmed)
  | ({ readonly situation: 'completed' } & Confirmed)
  | ({ readonly situation: 'rejected' } & Ended)
  | ({ readonly situation: 'expired' } & Ended)
  | ({ readonly situation: 'cancelled' } & Ended);

export type Situation = Order['situation'];
export type OrderIn<S extends Situation> = Extract<Order, { situation: S }>;
export type KnownOrder = Exclude<Order, { situation: 'unplaced' }>;
export type AcceptedOrder = Exclude<KnownOrder, { situation: 'invalid' }>;

/** The payment has been asked for and not been answered for good. */
export type PayingOrder = OrderIn<'awaiting_payment' | 'awaiting_customer'>;
/** Past the pivot, and not yet at an end: its shipments move. */
export type OpenOrder = OrderIn<'fulfilling' | 'cancelling'>;
export type ConfirmedOrder = OpenOrder | OrderIn<'completed'>;

function evolve(order: Order, event: OrdersEvent): Order {
  if (event.type === 'OrderPlaced') return { situation: 'awaiting_stock', placed: event.data };
  if (order.situation === 'unplaced') return event.type === 'OrderRejected' ? unplaceable(event.data) : order;
  if (order.situation === 'invalid') return order;
  const { placed } = order;
  switch (event.type) {
    case 'PaymentRequested': {
      const { paymentId, allocations = allAtDefaultLocation(placed) } = event.data;
      return { situation: 'awaiting_payment', placed, paymentId, allocations };
    }
    case 'CustomerActionRequested':
      return isPaying(order) ? { ...order, situation: 'awaiting_customer', nextAction: event.data.nextAction } : order;
    case 'OrderConfirmed':
      return { situation: 'fulfilling', placed, paymentId: event.data.paymentId, parcels: [], returns: [] };
    case 'OrderRejected':
      return { situation: 'rejected', placed, reason: event.data.reason };
    case 'OrderExpired':
      return { situation: 'expired', placed, reason: event.data.reason };
    case 'OrderCancelled':
      return { situation: 'cancelled', placed, reason: event.data.reason };
    case 'OrderCompleted':
      return movedTo('completed', order);
    case 'OrderCancellationRequested':
      return isConfirmed(order) ? { ...order, situation: 'cancelling', reason: event.data.reason } : order;
    case 'OrderCancellationRefused':
      return movedTo('fulfilling', order);
    case 'OrderLinesDispatched':
      return withParcel(order, { ...event.data, dispatched: true, outcome: null });
    case 'OrderLinesDelivered':
      return withParcel(order, { ...event.data, dispatched: true, outcome: 'delivered' });
    case 'OrderLinesDropped': {
      const { shipmentId, lines } = event.data;
      return withParcel(order, { shipmentId, lines, dispatched: hasLeft(order, shipmentId), outcome: 'dropped' });
    }
    case 'OrderLinesReturned': {
      const { returnId, lines } = event.data;
      return isConfirmed(order) ? { ...order, returns: [...order.returns, { returnId, lines }] } : order;
    }
    default:
      return event satisfies never;
  }
}

export const order = { initialState: { situation: 'unplaced' } as Order, evolve };

function unplaceable({ orderId, customerId, asked, reason }: OrderRejected): Order {
  return asked === undefined ? order.initialState : { situation: 'invalid', orderId, customerId, asked, reason };
}

function movedTo(situation: 'fulfilling' | 'completed', order: Order): Order {
  if (!isConfirmed(order)) return order;
  const { placed, paymentId, parcels, returns } = order;
  return { situation, placed, paymentId, parcels, returns };
}

/** A later fact about a shipment replaces what was known of it. */
function withParcel(order: Order, { shipmentId, lines, dispatched, outcome }: Parcel): Order {
  if (!isConfirmed(order)) return order;
  const others = order.parcels.filter((parcel) => parcel.shipmentId !== shipmentId);
  return { ...order, parcels: [...others, { shipmentId, lines, dispatched, outcome }] };
}

function hasLeft(order: Order, shipmentId: string): boolean {
  return isConfirmed(order) && order.parcels.some((parcel) => parcel.shipmentId === shipmentId && parcel.dispatched);
}

function isPaying(order: Order): order is PayingOrder {
  return order.situation === 'awaiting_payment' || order.situation === 'awaiting_customer';
}

function isConfirmed(order: Order): order is ConfirmedOrder {
  return order.situation === 'fulfilling' || order.situation === 'cancelling' || order.situation === 'completed';
}

function allAtDefaultLocation({ lines }: OrderPlaced): readonly StockAllocation[] {
  return lines.map(({ sku, quantity }) => ({ sku, quantity, location: DEFAULT_LOCATION }));
}
