import type { OrderPlaced, OrderRejected, OrdersEvent, StockLine } from '@windrose/contracts';

/** A part of the order that has left the house. */
export interface Parcel {
  readonly shipmentId: string;
  readonly lines: readonly StockLine[];
  readonly delivered: boolean;
}

interface Confirmed {
  readonly placed: OrderPlaced;
  readonly paymentId: string;
  readonly parcels: readonly Parcel[];
}

/**
 * An order is in exactly one situation and carries the facts that matter in it. What the outside calls its status
 * is computed from them (order.status.ts).
 */
export type Order =
  | { readonly situation: 'unplaced' }
  | { readonly situation: 'awaiting_stock'; readonly placed: OrderPlaced }
  | { readonly situation: 'awaiting_payment'; readonly placed: OrderPlaced; readonly paymentId: string }
  | ({ readonly situation: 'fulfilling' } & Confirmed)
  | ({ readonly situation: 'completed' } & Confirmed)
  | { readonly situation: 'rejected'; readonly placed: OrderPlaced; readonly reason: OrderRejected['reason'] };

export type Situation = Order['situation'];
export type OrderIn<S extends Situation> = Extract<Order, { situation: S }>;
export type AcceptedOrder = Exclude<Order, { situation: 'unplaced' }>;

function evolve(order: Order, event: OrdersEvent): Order {
  if (event.type === 'OrderPlaced') return { situation: 'awaiting_stock', placed: event.data };
  if (order.situation === 'unplaced') return order;
  const { placed } = order;
  switch (event.type) {
    case 'PaymentRequested':
      return { situation: 'awaiting_payment', placed, paymentId: event.data.paymentId };
    case 'OrderConfirmed':
      return { situation: 'fulfilling', placed, paymentId: event.data.paymentId, parcels: [] };
    case 'OrderRejected':
      return { situation: 'rejected', placed, reason: event.data.reason };
    case 'OrderLinesDispatched': {
      const { shipmentId, lines } = event.data;
      return withParcels(order, (parcels) => [...parcels, { shipmentId, lines, delivered: false }]);
    }
    case 'OrderLinesDelivered': {
      const { shipmentId } = event.data;
      return withParcels(order, (parcels) =>
        parcels.map((parcel) => (parcel.shipmentId === shipmentId ? { ...parcel, delivered: true } : parcel)),
      );
    }
    case 'OrderCompleted':
      return order.situation === 'fulfilling' ? { ...order, situation: 'completed' } : order;
    default:
      return event satisfies never;
  }
}

export const order = { initialState: { situation: 'unplaced' } as Order, evolve };

function withParcels(order: Order, change: (parcels: readonly Parcel[]) => readonly Parcel[]): Order {
  return order.situation === 'fulfilling' ? { ...order, parcels: change(order.parcels) } : order;
}
