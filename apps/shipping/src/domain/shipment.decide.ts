import type { ShippingEvent } from '@windrose/contracts';
import type { KnownShipment, Shipment } from './shipment';
import type { ShipmentCommand } from './shipment.commands';
import { ShipmentNotCreated } from './shipment.errors';

/**
 * What a command changes about a shipment: nothing (an empty list) when it comes a second time or too late, which is
 * what the carrier's late timers do. Whoever needs to tell the caller "no" does so from the empty list.
 */
export function decide(command: ShipmentCommand, shipment: Shipment): ShippingEvent[] {
  switch (command.type) {
    case 'CreateShipment': {
      if (shipment.status !== 'unknown') return [];
      const { orderId, shipmentId, customerId, lines, amount, shippingAddress } = command;
      return [{ type: 'ShipmentCreated', data: { orderId, shipmentId, customerId, lines, amount, shippingAddress } }];
    }
    case 'RequestDispatch': {
      const { status, orderId, shipmentId, amount } = known(shipment, command);
      return status === 'created' ? [{ type: 'ShipmentDispatchRequested', data: { orderId, shipmentId, amount } }] : [];
    }
    case 'Dispatch': {
      const { status, ...facts } = known(shipment, command);
      return status === 'dispatching' ? [{ type: 'ShipmentDispatched', data: movement(facts) }] : [];
    }
    case 'Deliver': {
      const { status, ...facts } = known(shipment, command);
      return status === 'dispatched' ? [{ type: 'ShipmentDelivered', data: movement(facts) }] : [];
    }
    default:
      return command satisfies never;
  }
}

function movement({ orderId, shipmentId, customerId, lines }: Omit<KnownShipment, 'status'>) {
  return { orderId, shipmentId, customerId, lines };
}

function known(shipment: Shipment, command: ShipmentCommand): KnownShipment {
  if (shipment.status === 'unknown') throw new ShipmentNotCreated(command.type);
  return shipment;
}
