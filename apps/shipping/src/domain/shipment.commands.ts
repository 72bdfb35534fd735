import type { Reason } from '@windrose/contracts';
import type { Contents } from './contents';
import type { ShipmentFacts } from './shipment';

export interface CreateShipment extends Omit<ShipmentFacts, 'amount'> {
  readonly type: 'CreateShipment';
}

/** Some of it goes with another shipment: what stays. */
export interface ReduceShipment {
  readonly type: 'ReduceShipment';
  readonly contents: Contents;
}

/** The carrier is at the door, or an operator says so. */
export interface RequestDispatch {
  readonly type: 'RequestDispatch';
}

/** Its share of the payment is captured: it may leave. */
export interface Dispatch {
  readonly type: 'Dispatch';
}

/** Its share can't be captured, and nobody tries any more. */
export interface GiveUpCapture {
  readonly type: 'GiveUpCapture';
  readonly message: string;
}

export interface Deliver {
  readonly type: 'Deliver';
}

/** It is damaged, lost or can't be delivered. */
export interface Fail {
  readonly type: 'Fail';
  /** The caller's words. */
  readonly message: string;
}

/** Its order is cancelled. */
export interface CancelShipment {
  readonly type: 'CancelShipment';
  readonly reason: Reason;
}

export type ShipmentCommand =
  CreateShipment | ReduceShipment | RequestDispatch | Dispatch | GiveUpCapture | Deliver | Fail | CancelShipment;
