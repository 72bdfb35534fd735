import {
  type Address,
  type EventOf,
  type Money,
  type Reason,
  type ShipmentCreated,
  type ShippingEvents,
} from '@windrose/contracts';
import { packByLocation } from './packing';
import type { Contents } from './contents';

export type ShipmentEvent = EventOf<
  Pick<
    ShippingEvents,
    | 'ShipmentCreated'
    | 'ShipmentReduced'
    | 'ShipmentDispatchRequested'
    | 'ShipmentDispatched'
    | 'ShipmentDelivered'
    | 'ShipmentFailed'
    | 'ShipmentCancelled'
  >
>;

export interface ShipmentFacts {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly contents: Contents;
  /** Its share of the order's total, captured before it leaves. */
  readonly amount: Money;
  readonly shippingAddress: Address;
}

export interface UnknownShipment {
  readonly status: 'unknown';
}

/** Packed and waiting to be collected. */
export interface CreatedShipment extends ShipmentFacts {
  readonly status: 'created';
}

/** Called for: it leaves as soon as its share of the payment is captured. */
export interface DispatchingShipment extends ShipmentFacts {
  readonly status: 'dispatching';
}

/** On its way to the customer. */
export interface DispatchedShipment extends ShipmentFacts {
  readonly status: 'dispatched';
}

export interface DeliveredShipment extends ShipmentFacts {
  readonly status: 'delivered';
}

/** It will not arrive. */
export interface FailedShipment extends ShipmentFacts {
  readonly status: 'failed';
  /** Whether it had left the house. */
  readonly dispatched: boolean;
  readonly reason: Reason;
}

/** It will not leave. */
export interface CancelledShipment extends ShipmentFacts {
  readonly status: 'cancelled';
  readonly reason: Reason;
}

export type KnownShipment =
  CreatedShipment | DispatchingShipment | DispatchedShipment | DeliveredShipment | FailedShipment | CancelledShipment;
export type Shipment = UnknownShipment | KnownShipment;

export const unknownShipment: UnknownShipment = { status: 'unknown' };

export function evolve(shipment: Shipment, event: ShipmentEvent): Shipment {
  if (event.type === 'ShipmentCreated') return created(event.data);
  if (shipment.status === 'unknown') return shipment;
  const facts = factsOf(shipment);
  switch (event.type) {
    case 'ShipmentReduced':
      return { ...facts, status: 'created', contents: event.data.contents, amount: event.data.amount };
    case 'ShipmentDispatchRequested':
      return { ...facts, status: 'dispatching' };
    case 'ShipmentDispatched':
      return { ...facts, status: 'dispatched' };
    case 'ShipmentDelivered':
      return { ...facts, status: 'delivered' };
    case 'ShipmentFailed':
      return { ...facts, status: 'failed', dispatched: event.data.dispatched, reason: event.data.reason };
    case 'ShipmentCancelled':
      return { ...facts, status: 'cancelled', reason: event.data.reason };
    default:
      return event satisfies never;
  }
}

/** How a shipment's stream is folded. */
export const shipmentDecider = { initialState: unknownShipment as Shipment, evolve };

/** Whether the carrier has been called for it: from then on the order can't be cancelled any more. */
export function hasBeenCalledFor(shipment: KnownShipment): boolean {
  switch (shipment.status) {
    case 'dispatching':
    case 'dispatched':
    case 'delivered':
      return true;
    case 'failed':
      return shipment.dispatched;
    case 'created':
    case 'cancelled':
      return false;
    default:
      return shipment satisfies never;
  }
}

function created(data: ShipmentCreated): CreatedShipment {
  const { orderId, shipmentId, customerId, amount, shippingAddress } = data;
  const contents = data.contents ?? oldContents(data);
  return { status: 'created', orderId, shipmentId, customerId, contents, amount, shippingAddress };
}

/** Old events tell neither places nor prices: there was one place, and the amount was never shared. */
function oldContents({ lines, amount: total }: ShipmentCreated): Contents {
  const unitPrice = { amount: 1, currency: total.currency };
  return packByLocation({ lines: lines.map((line) => ({ ...line, unitPrice })), total }).flat();
}

function factsOf({ orderId, shipmentId, customerId, contents, amount, shippingAddress }: ShipmentFacts): ShipmentFacts {
  return { orderId, shipmentId, customerId, contents, amount, shippingAddress };
}
