import type { OrderLine, StockLine } from '@windrose/contracts';
import { formatMoney } from './format-money';
import type { Occasion, OrderConfirmedOccasion, OrderRejectedOccasion, ShipmentDispatchedOccasion } from './occasion';
import type { Recipient } from './recipient';

export interface Letter {
  /** One line, without line breaks. */
  readonly subject: string;
  /** Plain text. */
  readonly text: string;
}

/** The words for an occasion. */
export function letterFor(occasion: Occasion, recipient: Recipient): Letter {
  switch (occasion.template) {
    case 'order_confirmed':
      return orderConfirmed(occasion, recipient);
    case 'order_rejected':
      return orderRejected(occasion, recipient);
    case 'shipment_dispatched':
      return shipmentDispatched(occasion, recipient);
    default:
      return occasion satisfies never;
  }
}

function orderConfirmed(
  { orderId, lines, total, shippingAddress }: OrderConfirmedOccasion,
  recipient: Recipient,
): Letter {
  const { name, street, postalCode, city, country } = shippingAddress;
  return letter(`Your order ${orderId} is confirmed`, recipient, [
    'thank you for your order. It is confirmed:',
    lines.map(orderLine).join('\n'),
    `Total: ${formatMoney(total)}`,
    `It will be sent to:\n${[name, street, `${postalCode} ${city}`, country].map(oneLine).join('\n')}`,
    `Order number: ${orderId}`,
  ]);
}

function orderRejected({ orderId, reason }: OrderRejectedOccasion, recipient: Recipient): Letter {
  return letter(`Your order ${orderId} could not be accepted`, recipient, [
    'we are sorry: your order could not be accepted.',
    `The reason: ${oneLine(reason.message)}`,
    'You have not been charged.',
    `Order number: ${orderId}`,
  ]);
}

function shipmentDispatched({ orderId, lines }: ShipmentDispatchedOccasion, recipient: Recipient): Letter {
  return letter(`Your order ${orderId} is on its way`, recipient, [
    'a parcel has left our house:',
    lines.map(stockLine).join('\n'),
    `Order number: ${orderId}`,
  ]);
}

function letter(subject: string, recipient: Recipient, paragraphs: readonly string[]): Letter {
  return { subject, text: [`Dear ${oneLine(recipient.name)},`, ...paragraphs, 'Windrose'].join('\n\n') + '\n' };
}

function orderLine({ quantity, name, unitPrice }: OrderLine): string {
  return `  ${quantity} × ${oneLine(name)}, ${formatMoney(unitPrice)} each`;
}

function stockLine({ quantity, sku }: StockLine): string {
  return `  ${quantity} × ${sku}`;
}

/** Names come from people: one of several lines could pretend to be a part of the letter that it isn't. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
