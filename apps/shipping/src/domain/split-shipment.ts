import { ok, refused, type Result, type ShippingEvent, type SplitShipment, type StockLine } from '@windrose/contracts';
import { takeOut, unitsIn, type Contents } from './contents';
import { lineErrors, mergedLines, quantitiesOf } from './line-errors';
import { beginning, type PackedOrder } from './packed-order';
import { unknownShipment, type KnownShipment } from './shipment';
import { decide } from './shipment.decide';

/** What a new shipment gets from an old one, and what stays there. */
interface Part {
  readonly from: KnownShipment;
  readonly taken: Contents;
  readonly rest: Contents;
}

/** Packs lines of shipments that nobody has called for yet as a shipment of its own, with their share of the amounts. */
export function splitShipment(order: PackedOrder, command: SplitShipment): Result<readonly ShippingEvent[]> {
  const { orderId, shipments } = order;
  const [any] = shipments;
  if (any === undefined) return refused('not_found', `There is no shipment of order ${orderId}.`);
  const errors = lineErrors(command.lines, quantitiesOf(shipments.flatMap(({ contents }) => contents)));
  if (errors.length > 0) return refused('invalid', 'The order can not be split like this.', errors);

  const lines = mergedLines(command.lines);
  const waiting = shipments.filter(({ status }) => status === 'created');
  const parts = fromOne(waiting, lines) ?? fromSeveral(waiting, lines);
  const taken = parts.flatMap((part) => part.taken);
  if (unitsIn(taken) < lines.reduce((sum, { quantity }) => sum + quantity, 0)) {
    return refused('conflict', 'Some of that is in no shipment any more that still waits to be called for.');
  }
  if (parts.some(({ rest }) => rest.length === 0)) {
    return refused('conflict', 'Nothing would stay in the shipment that it is taken from.');
  }

  const { shipmentId } = command;
  const { customerId, shippingAddress } = any;
  const packed = {
    type: 'CreateShipment',
    orderId,
    shipmentId,
    customerId,
    shippingAddress,
    contents: merged(taken),
  } as const;
  return ok([
    ...beginning(order),
    { type: 'FulfilmentSplit', data: { orderId, shipmentId } },
    ...parts.flatMap(({ from, rest }) => decide({ type: 'ReduceShipment', contents: rest }, from)),
    ...decide(packed, unknownShipment),
  ]);
}

/** The first shipment that has it all and something else. */
function fromOne(waiting: readonly KnownShipment[], lines: readonly StockLine[]): readonly Part[] | undefined {
  const wanted = lines.reduce((sum, { quantity }) => sum + quantity, 0);
  const part = waiting
    .map((from): Part => ({ from, ...takeOut(from.contents, lines) }))
    .find(({ taken, rest }) => unitsIn(taken) === wanted && rest.length > 0);
  return part && [part];
}

/** From the largest on, so that the small ones keep what they have. */
function fromSeveral(waiting: readonly KnownShipment[], lines: readonly StockLine[]): readonly Part[] {
  const open = new Map(quantitiesOf(lines));
  return [...waiting]
    .sort((a, b) => unitsIn(b.contents) - unitsIn(a.contents))
    .map((from): Part => {
      const part = takeOut(
        from.contents,
        Array.from(open, ([sku, quantity]) => ({ sku, quantity })),
      );
      for (const { sku, quantity } of part.taken) open.set(sku, (open.get(sku) ?? 0) - quantity);
      return { from, ...part };
    })
    .filter(({ taken }) => taken.length > 0);
}

/** Two shipments may have had the same product from the same location. */
function merged(contents: Contents): Contents {
  const places = new Map<string, Contents[number]>();
  for (const content of contents) {
    const { sku, location, quantity, amount } = content;
    const place = `${sku} ${location}`;
    const known = places.get(place);
    const sum = { ...amount, amount: amount.amount + (known?.amount.amount ?? 0) };
    places.set(place, { sku, quantity: quantity + (known?.quantity ?? 0), location, amount: sum });
  }
  return [...places.values()];
}
