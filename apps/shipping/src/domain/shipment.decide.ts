import type { Reason } from '@windrose/contracts';
import { allocationsOf, linesOf, worthOf } from './contents';
import type { KnownShipment, Shipment, ShipmentEvent } from './shipment';
import type { CreateShipment, ShipmentCommand } from './shipment.commands';
import { ShipmentNotCreated } from './shipment.errors';

/**
 * What a command changes about a shipment: nothing (an empty list) when it comes a second time or too late, which is
 * what the carrier's late timers do. Whoever needs to tell the caller "no" does so from the empty list.
 */
export function decide(command: ShipmentCommand, shipment: Shipment): readonly ShipmentEvent[] {
  if (command.type === 'CreateShipment') return shipment.status === 'unknown' ? [created(command)] : [];
  if (shipment.status === 'unknown') throw new ShipmentNotCreated(command.type);
  const { status } = shipment;
  switch (command.type) {
    case 'ReduceShipment':
      return status === 'created' ? [reduced(shipment, command.contents)] : [];
    case 'RequestDispatch':
      return status === 'created' ? [dispatchRequested(shipment)] : [];
    case 'Dispatch':
      return status === 'dispatching' ? [dispatched(shipment)] : [];
    case 'GiveUpCapture':
      return status === 'dispatching'
        ? [cancelled(shipment, { code: 'capture_failed', message: command.message })]
        : [];
    case 'Deliver':
      return status === 'dispatched' ? [delivered(shipment)] : [];
    case 'Fail':
      return status === 'created' || status === 'dispatching' || status === 'dispatched'
        ? [failed(shipment, { code: 'shipment_failed', message: command.message })]
        : [];
    case 'CancelShipment':
      return status === 'created' ? [cancelled(shipment, command.reason)] : [];
    default:
      return command satisfies never;
  }
}

function created({ orderId, shipmentId, customerId, contents, shippingAddress }: CreateShipment): ShipmentEvent {
  const amount = worthOf(contents);
  const lines = linesOf(contents);
  return {
    type: 'ShipmentCreated',
    data: { orderId, shipmentId, customerId, lines, contents, amount, shippingAddress },
  };
}

function reduced({ orderId, shipmentId }: KnownShipment, contents: KnownShipment['contents']): ShipmentEvent {
  const amount = worthOf(contents);
  return { type: 'ShipmentReduced', data: { orderId, shipmentId, lines: linesOf(contents), contents, amount } };
}

function dispatchRequested({ orderId, shipmentId, amount }: KnownShipment): ShipmentEvent {
  return { type: 'ShipmentDispatchRequested', data: { orderId, shipmentId, amount } };
}

function dispatched(shipment: KnownShipment): ShipmentEvent {
  return { type: 'ShipmentDispatched', data: { ...movement(shipment), allocations: allocationsOf(shipment.contents) } };
}

function delivered(shipment: KnownShipment): ShipmentEvent {
  return { type: 'ShipmentDelivered', data: movement(shipment) };
}

function failed(shipment: KnownShipment, reason: Reason): ShipmentEvent {
  const { contents, amount } = shipment;
  const dispatched = shipment.status === 'dispatched';
  const allocations = allocationsOf(contents);
  return { type: 'ShipmentFailed', data: { ...movement(shipment), allocations, amount, dispatched, reason } };
}

function cancelled(shipment: KnownShipment, reason: Reason): ShipmentEvent {
  const { contents, amount } = shipment;
  return {
    type: 'ShipmentCancelled',
    data: { ...movement(shipment), allocations: allocationsOf(contents), amount, reason },
  };
}

function movement({ orderId, shipmentId, customerId, contents }: KnownShipment) {
  return { orderId, shipmentId, customerId, lines: linesOf(contents) };
}
