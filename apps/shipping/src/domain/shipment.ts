import type { Address, Money, ShippingEvent, StockLine } from '@windrose/contracts';

export interface ShipmentFacts {
  readonly orderId: string;
  readonly shipmentId: string;
  readonly customerId: string;
  readonly lines: readonly StockLine[];
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

export type KnownShipment = CreatedShipment | DispatchingShipment | DispatchedShipment | DeliveredShipment;
export type Shipment = UnknownShipment | KnownShipment;

export const unknownShipment: UnknownShipment = { status: 'unknown' };

export function evolve(shipment: Shipment, event: ShippingEvent): Shipment {
  switch (event.type) {
    case 'ShipmentCreated': {
      const { orderId, shipmentId, customerId, lines, amount, shippingAddress } = event.data;
      return { status: 'created', orderId, shipmentId, customerId, lines, amount, shippingAddress };
    }
    case 'ShipmentDispatchRequested':
      return inStatus(shipment, 'dispatching');
    case 'ShipmentDispatched':
      return inStatus(shipment, 'dispatched');
    case 'ShipmentDelivered':
      return inStatus(shipment, 'delivered');
    default:
      return event satisfies never;
  }
}

/** How a shipment's stream is folded. */
export const shipmentDecider = { initialState: unknownShipment as Shipment, evolve };

function inStatus(shipment: Shipment, status: KnownShipment['status']): Shipment {
  return shipment.status === 'unknown' ? shipment : { ...shipment, status };
}
