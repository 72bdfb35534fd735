import {
  ok,
  refused,
  type EventOf,
  type InputError,
  type OrdersEvents,
  type PlaceOrder,
  type Refusal,
  type Result,
} from '@windrose/contracts';
import type { Catalogue } from './catalogue';
import type { Order } from './order';
import { priceLines } from './order.pricing';

export type OrderPlacedEvent = EventOf<Pick<OrdersEvents, 'OrderPlaced'>>;
export type OrderRejectedEvent = EventOf<Pick<OrdersEvents, 'OrderRejected'>>;

const MOST_LINES = 100;
const MOST_UNITS_A_LINE = 10_000;

/** Accepts the order at the catalogue's prices. The lines stay as the customer wrote them. */
export function placeOrder(
  order: Order,
  command: PlaceOrder,
  catalogue: Catalogue,
): Result<readonly [OrderPlacedEvent]> {
  if (order.situation !== 'unplaced') return refused('conflict', `The order ${command.orderId} exists already.`);
  const errors = [...invalidLines(command), ...notForSale(command, catalogue)];
  if (errors.length > 0) return refused('invalid', 'The order can not be placed like this.', errors);
  const priced = priceLines(command.lines, catalogue);
  if (!priced.ok) return priced;
  const { orderId, customerId, shippingAddress } = command;
  const data = { orderId, customerId, ...priced.value, shippingAddress, paymentToken: command.payment.token };
  return ok([{ type: 'OrderPlaced', data }]);
}

/** The end of an order that was accepted before anybody could look at it, and can't be placed. */
export function rejectAsInvalid(
  { orderId, customerId, lines, shippingAddress }: PlaceOrder,
  { detail, errors = [] }: Refusal,
): readonly [OrderRejectedEvent] {
  const places = errors.map((error) => `${error.pointer} ${error.detail}`);
  const message = places.length === 0 ? detail : `${detail.replace(/\.$/, ':')} ${places.join('; ')}.`;
  const reason = { code: 'invalid_order', message } as const;
  return [{ type: 'OrderRejected', data: { orderId, customerId, reason, asked: { lines, shippingAddress } } }];
}

function invalidLines({ lines }: PlaceOrder): readonly InputError[] {
  if (lines.length < 1 || lines.length > MOST_LINES) {
    return [{ pointer: '#/lines', detail: `must be 1 to ${MOST_LINES} lines` }];
  }
  return lines.flatMap(({ quantity }, i) =>
    Number.isInteger(quantity) && quantity >= 1 && quantity <= MOST_UNITS_A_LINE
      ? []
      : [{ pointer: `#/lines/${i}/quantity`, detail: `must be a whole number from 1 to ${MOST_UNITS_A_LINE}` }],
  );
}

function notForSale({ lines }: PlaceOrder, catalogue: Catalogue): readonly InputError[] {
  return lines.flatMap(({ sku }, i) => {
    const entry = catalogue.get(sku);
    if (entry?.active) return [];
    return [
      { pointer: `#/lines/${i}/sku`, detail: entry ? 'this product is not for sale' : 'there is no such product' },
    ];
  });
}
