import type { ReturnCondition, ShipmentContent, ShippingEvent } from '@windrose/contracts';
import { linesOf, worthOf } from './contents';

export const orderId = 'o1';
export const customerId = 'c1';
export const shippingAddress = { name: 'Ada', street: 'Quay 1', city: 'Porto', postalCode: '4000', country: 'PT' };
export const reason = { code: 'customer_request', message: 'Changed my mind.' };

export const eur = (amount: number) => ({ amount, currency: 'EUR' });

/** `packed('2 mug 1999', '1 tea @porto 500')`: at main unless another location is named; worth so many cents in all. */
export function packed(...texts: readonly string[]): ShipmentContent[] {
  return texts.map((text) => {
    const [, quantity, sku = '', location = 'main', amount] = /^(\d+) (\w+)(?: @(\w+))? (\d+)$/.exec(text) ?? [];
    return { sku, quantity: Number(quantity), location, amount: eur(Number(amount)) };
  });
}

const allocations = (contents: readonly ShipmentContent[]) => contents.map(({ amount: _amount, ...rest }) => rest);
const who = (shipmentId: string) => ({ orderId, shipmentId, customerId });

export function started(...shipmentIds: readonly string[]): ShippingEvent {
  return { type: 'FulfilmentStarted', data: { orderId, customerId, shipmentIds } };
}

export function split(shipmentId: string): ShippingEvent {
  return { type: 'FulfilmentSplit', data: { orderId, shipmentId } };
}

export const allCancelled: ShippingEvent = { type: 'FulfilmentCancelled', data: { orderId } };

export function cancellationRefused(message: string): ShippingEvent {
  return { type: 'FulfilmentCancellationRefused', data: { orderId, message } };
}

/** A shipment's events; its contents in the words of `packed`. */
export function shipment(shipmentId: string, ...texts: readonly string[]) {
  const contents = packed(...texts);
  const lines = linesOf(contents);
  const amount = worthOf(contents);
  const movement = { ...who(shipmentId), lines };
  const located = { ...movement, allocations: allocations(contents) };
  return {
    created: { type: 'ShipmentCreated', data: { ...movement, contents, amount, shippingAddress } },
    reduced: { type: 'ShipmentReduced', data: { orderId, shipmentId, lines, contents, amount } },
    requested: { type: 'ShipmentDispatchRequested', data: { orderId, shipmentId, amount } },
    dispatched: { type: 'ShipmentDispatched', data: located },
    delivered: { type: 'ShipmentDelivered', data: movement },
    failed: (dispatched: boolean, message = 'Fell off the lorry.') => ({
      type: 'ShipmentFailed' as const,
      data: { ...located, amount, dispatched, reason: { code: 'shipment_failed', message } },
    }),
    cancelled: (why = reason) => ({
      type: 'ShipmentCancelled' as const,
      data: { ...located, amount, reason: why },
    }),
  } as const;
}

/** All that happens to a shipment until it is delivered. */
export function wayTo(one: ReturnType<typeof shipment>): readonly ShippingEvent[] {
  return [one.created, one.requested, one.dispatched, one.delivered];
}

export function returnRequested(returnId: string, ...texts: readonly string[]): ShippingEvent {
  const lines = packed(...texts).map(({ sku, quantity, amount }) => ({ sku, quantity, amount }));
  const amount = eur(lines.reduce((sum, line) => sum + line.amount.amount, 0));
  return { type: 'ReturnRequested', data: { orderId, returnId, customerId, lines, amount, reason: 'Too big.' } };
}

export function returnReceived(
  returnId: string,
  condition: ReturnCondition,
  ...texts: readonly string[]
): ShippingEvent {
  const contents = packed(...texts);
  const data = { orderId, returnId, customerId, lines: linesOf(contents), amount: worthOf(contents), condition };
  return { type: 'ReturnReceived', data };
}
