import type { ShipmentFacts } from './shipment';

export interface CreateShipment extends ShipmentFacts {
  readonly type: 'CreateShipment';
}

/** The carrier is at the door, or an operator says so. */
export interface RequestDispatch {
  readonly type: 'RequestDispatch';
}

/** Its share of the payment is captured: it may leave. */
export interface Dispatch {
  readonly type: 'Dispatch';
}

export interface Deliver {
  readonly type: 'Deliver';
}

export type ShipmentCommand = CreateShipment | RequestDispatch | Dispatch | Deliver;
