import type { OrderLine, StockLine } from '@windrose/contracts';
import { formatMoney } from './format-money';
import type {
  Occasion,
  OrderConfirmedOccasion,
  OrderEndedOccasion,
  PaymentActionRequiredOccasion,
  PaymentRefundedOccasion,
  ShipmentDispatchedOccasion,
} from './occasion';
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
    case 'order_expired':
    case 'order_cancelled':
      return orderEnded(occasion, recipient);
    case 'payment_action_required':
      return paymentActionRequired(occasion, recipient);
    case 'shipment_dispatched':
      return shipmentDispatched(occasion, recipient);
    case 'payment_refunded':
      return paymentRefunded(occasion, recipient);
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

/** How each end is told: the subject's predicate, and what it means for the customer's money. */
const ENDS = {
  order_rejected: { predicate: 'could not be accepted', money: 'You have not been charged.' },
  order_expired: { predicate: 'could not be completed in time', money: 'You have not been charged.' },
  order_cancelled: {
    predicate: 'is cancelled',
    money: 'You will not be charged, and whatever had been charged already goes back to you.',
  },
} as const;

function orderEnded({ template, orderId, reason }: OrderEndedOccasion, recipient: Recipient): Letter {
  const { predicate, money } = ENDS[template];
  return letter(`Your order ${orderId} ${predicate}`, recipient, [
    `${template === 'order_cancelled' ? '' : 'we are sorry: '}your order ${predicate}.`,
    `The reason: ${oneLine(reason.message)}`,
    money,
    `Order number: ${orderId}`,
  ]);
}

function paymentActionRequired({ orderId, nextAction }: PaymentActionRequiredOccasion, recipient: Recipient): Letter {
  return letter(`Please confirm the payment of your order ${orderId}`, recipient, [
    'your bank wants you to confirm the payment of your order. Please do so here:',
    oneLine(nextAction.url),
    'Until then we keep the goods for you, but not for long.',
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

const REFUNDED = {
  shipment: 'A parcel of your order could not be delivered.',
  return: 'Your return has arrived.',
} as const;

function paymentRefunded({ orderId, cause, amount }: PaymentRefundedOccasion, recipient: Recipient): Letter {
  return letter(`You get ${formatMoney(amount)} back for your order ${orderId}`, recipient, [
    `${REFUNDED[cause.type]} We have sent ${formatMoney(amount)} back to where your payment came from.`,
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
