import type { OrderStatus } from '@windrose/contracts';
import { heldOf } from './model-provider';
import { STOCK, type World } from './world';

const ENDS = ['OrderRejected', 'OrderExpired', 'OrderCancelled', 'OrderCompleted'];
const ENDED: readonly OrderStatus[] = [
  'completed',
  'rejected',
  'expired',
  'cancelled',
  'partially_returned',
  'returned',
];

interface Lines {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}

/** What must hold after every move. @returns what doesn't */
export async function brokenNow(world: World): Promise<string[]> {
  return [...(await brokenStock(world)), ...brokenMoney(world), ...brokenEnds(world), ...brokenDispatches(world)];
}

/** What must hold once everything that was under way has come to its end. @returns what doesn't */
export async function brokenAtRest(world: World): Promise<string[]> {
  const broken: string[] = [];
  for (const orderId of world.orderIds) {
    const { status, waitsFor } = await world.order(orderId);
    if (!ENDED.includes(status)) broken.push(`${orderId} is still ${status}, waiting for ${JSON.stringify(waitsFor)}`);
    const authorizations = world.provider.authorizations.filter(({ reference }) => reference === orderId);
    const held = sum(authorizations.map(heldOf));
    if (held !== 0) broken.push(`${orderId} is ${status}, and ${held} of its money is still held`);
    const kept = sum(authorizations.map(({ captured, refunded }) => captured - refunded));
    const due = dueFor(world, orderId);
    if (kept !== due) broken.push(`${orderId} is ${status}: ${kept} was kept, ${due} was delivered and not returned`);
  }
  for (const [owner, amounts] of await world.of('inventory').log.balances(Object.keys(STOCK))) {
    const reserved = sum(Object.entries(amounts).map(([name, amount]) => (name.startsWith('reserved') ? amount : 0)));
    if (reserved !== 0) broken.push(`${reserved} of ${owner} is still reserved`);
  }
  return broken;
}

async function brokenStock(world: World): Promise<string[]> {
  const lost = world.events('inventory', 'StockLost').flatMap(({ data }) => (data as Lines).lines);
  const broken: string[] = [];
  for (const [sku, amounts] of await world.of('inventory').log.balances(Object.keys(STOCK))) {
    const there = sum(Object.values(amounts));
    const gone = sum(lost.filter((line) => line.sku === sku).map(({ quantity }) => quantity));
    if (there + gone !== STOCK[sku])
      broken.push(`there are ${there} of ${sku}, and ${gone} were lost, of ${STOCK[sku]}`);
  }
  return broken;
}

function brokenMoney(world: World): string[] {
  return world.provider.authorizations.flatMap(({ reference, amount, captured, refunded, released }) => {
    const isSound = captured + released <= amount && refunded <= captured;
    return isSound
      ? []
      : [`${reference}: captured ${captured} of ${amount}, refunded ${refunded}, released ${released}`];
  });
}

/** One end for each order; nothing expires or is rejected that was confirmed. */
function brokenEnds(world: World): string[] {
  return world.orderIds.flatMap((orderId) => {
    const types = world
      .of('orders')
      .log.events.filter(({ key }) => key === orderId)
      .map(({ type }) => type);
    const ends = types.filter((type) => ENDS.includes(type));
    if (ends.length > 1) return [`${orderId} has ended as ${ends.join(' and ')}`];
    const isConfirmed = types.includes('OrderConfirmed');
    if (isConfirmed && (ends[0] === 'OrderExpired' || ends[0] === 'OrderRejected'))
      return [`${orderId} was confirmed, then ${ends[0]}`];
    return types.filter((type) => type === 'OrderConfirmed').length > 1 ? [`${orderId} was confirmed twice`] : [];
  });
}

/** Nothing leaves for an order that had ended, and nothing without its money. */
function brokenDispatches(world: World): string[] {
  const ends = world.of('orders').log.events.filter(({ type }) => ENDS.includes(type));
  return world.events('shipping', 'ShipmentDispatched').flatMap(({ key, recordedAt, data }) => {
    const { shipmentId } = data as { readonly shipmentId: string };
    const end = ends.find((event) => event.key === key && event.recordedAt < recordedAt);
    const captures = world.events('payments', 'PaymentCaptured').map((event) => event.data as { shipmentId: string });
    const isPaid = captures.some((capture) => capture.shipmentId === shipmentId);
    return [
      ...(end ? [`${shipmentId} left after ${end.type}`] : []),
      ...(isPaid ? [] : [`${shipmentId} left without its share`]),
    ];
  });
}

/** The shares of what was delivered, less those of what has come back. */
function dueFor(world: World, orderId: string): number {
  const shares = new Map<string, number>();
  let due = 0;
  for (const { key, type, data } of world.of('shipping').log.events) {
    if (key !== orderId) continue;
    const { shipmentId, amount } = data as { shipmentId: string; amount: { amount: number } };
    if (type === 'ShipmentCreated' || type === 'ShipmentReduced') shares.set(shipmentId, amount.amount);
    if (type === 'ShipmentDelivered') due += shares.get(shipmentId) ?? 0;
    if (type === 'ReturnReceived') due -= amount.amount;
  }
  return due;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
