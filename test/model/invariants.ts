import type { Service } from '@windrose/contracts';
import type { Books, Fact, OrderSeen } from './books';

const ENDS = ['OrderRejected', 'OrderExpired', 'OrderCancelled', 'OrderCompleted'];
const ENDED = ['completed', 'rejected', 'expired', 'cancelled', 'partially_returned', 'returned'];

interface Line {
  readonly sku: string;
  readonly quantity: number;
}
interface Lines {
  readonly lines: readonly Line[];
}
interface Parcel extends Lines {
  readonly shipmentId: string;
  readonly amount: { readonly amount: number };
}

/** What must hold at every moment. @returns what doesn't, by the order's id where it is about one */
export function brokenNow(books: Books): string[] {
  return [
    ...brokenStock(books),
    ...brokenMoney(books),
    ...brokenEnds(books),
    ...brokenDispatches(books),
    ...brokenShares(books),
  ];
}

/** What must hold once everything that was under way has come to its end. @returns what doesn't */
export function brokenAtRest(books: Books, orders: readonly OrderSeen[]): string[] {
  return [...orders.flatMap((order) => brokenOrder(books, order)), ...brokenShelves(books)];
}

/** It has ended, and its customer has paid for what was delivered and not returned: no more, no less. */
function brokenOrder(books: Books, { id, status, waitsFor }: OrderSeen): string[] {
  const broken: string[] = [];
  if (!ENDED.includes(status)) broken.push(`${id} is still ${status}, waiting for ${JSON.stringify(waitsFor)}`);
  const authorizations = books.authorizations.filter(({ reference }) => reference === id);
  const held = sum(authorizations.map((authorization) => authorization.held));
  if (held !== 0) broken.push(`${id} is ${status}, and ${held} of its money is still held`);
  const kept = sum(authorizations.map(({ captured, refunded }) => captured - refunded));
  const due = dueFor(books, id);
  if (kept !== due) broken.push(`${id} is ${status}: ${kept} was kept, ${due} was delivered and not returned`);
  return broken;
}

/** Nothing stays reserved, and what has left the stock is what the shipments took with them. */
function brokenShelves(books: Books): string[] {
  const gone = quantities(of(books, 'shipping', 'ShipmentDispatched'));
  const back = quantities(of(books, 'shipping', 'ReturnReceived'));
  const lost = quantities(
    of(books, 'shipping', 'ShipmentFailed').filter(({ data }) => (data as { readonly dispatched: boolean }).dispatched),
  );
  return [...books.balances].flatMap(([sku, amounts]) => {
    const reserved = sum(Object.entries(amounts).map(([name, amount]) => (name.startsWith('reserved') ? amount : 0)));
    const sold = amounts.sold ?? 0;
    const due = (gone.get(sku) ?? 0) - (back.get(sku) ?? 0) - (lost.get(sku) ?? 0);
    return [
      ...(reserved === 0 ? [] : [`${reserved} of ${sku} is still reserved`]),
      ...(sold === due ? [] : [`${sold} of ${sku} are sold, but ${due} have left and were neither returned nor lost`]),
    ];
  });
}

/** Units come and go by the operator's doing, or are lost; nothing else changes how many there are. */
function brokenStock(books: Books): string[] {
  const put = new Map<string, number>();
  for (const { type, data } of books.facts('inventory')) {
    const { sku, stock, delta } = data as { readonly sku: string; readonly stock: number; readonly delta: number };
    if (type === 'ProductAdded') put.set(sku, stock);
    if (type === 'StockAdjusted') put.set(sku, (put.get(sku) ?? 0) + delta);
  }
  const lost = quantities(of(books, 'inventory', 'StockLost'));
  return [...books.balances].flatMap(([sku, amounts]) => {
    const there = sum(Object.values(amounts));
    const gone = lost.get(sku) ?? 0;
    return [
      ...(there + gone === put.get(sku)
        ? []
        : [`there are ${there} of ${sku}, and ${gone} were lost, of ${put.get(sku)}`]),
      ...Object.entries(amounts).flatMap(([name, amount]) =>
        amount < 0 ? [`${name} of ${sku} is below zero: ${amount}`] : [],
      ),
    ];
  });
}

/** One authorisation for each order, nothing captured that was not held, nothing refunded that was not captured. */
function brokenMoney({ authorizations }: Books): string[] {
  const seen = new Set<string>();
  return authorizations.flatMap(({ reference, amount, captured, refunded, released }) => {
    const isFirst = !seen.has(reference);
    seen.add(reference);
    const isSound = captured + released <= amount && refunded <= captured;
    return [
      ...(isFirst ? [] : [`${reference} was authorised twice`]),
      ...(isSound
        ? []
        : [`${reference}: captured ${captured} of ${amount}, refunded ${refunded}, released ${released}`]),
    ];
  });
}

/** One end for each order; nothing expires or is rejected that was confirmed. */
function brokenEnds(books: Books): string[] {
  return [...byOrder(books.facts('orders'))].flatMap(([orderId, facts]) => {
    const types = facts.map(({ type }) => type);
    const ends = types.filter((type) => ENDS.includes(type));
    if (ends.length > 1) return [`${orderId} has ended as ${ends.join(' and ')}`];
    const isConfirmed = types.includes('OrderConfirmed');
    if (isConfirmed && (ends[0] === 'OrderExpired' || ends[0] === 'OrderRejected'))
      return [`${orderId} was confirmed, then ${ends[0]}`];
    return types.filter((type) => type === 'OrderConfirmed').length > 1 ? [`${orderId} was confirmed twice`] : [];
  });
}

/** Nothing leaves for an order that had ended, and nothing without its money; no money without its authorisation. */
function brokenDispatches(books: Books): string[] {
  const ends = new Map(
    books.facts('orders').flatMap((fact) => (ENDS.includes(fact.type) ? [[fact.key, fact] as const] : [])),
  );
  const captures = of(books, 'payments', 'PaymentCaptured');
  const paid = new Set(captures.map(({ data }) => (data as Parcel).shipmentId));
  const authorized = new Set(of(books, 'payments', 'PaymentAuthorized').map(({ key }) => key));
  return [
    ...of(books, 'shipping', 'ShipmentDispatched').flatMap(({ key, recordedAt, data }) => {
      const { shipmentId } = data as Parcel;
      const end = ends.get(key);
      return [
        ...(end !== undefined && end.recordedAt < recordedAt ? [`${key}: ${shipmentId} left after ${end.type}`] : []),
        ...(paid.has(shipmentId) ? [] : [`${key}: ${shipmentId} left without its share`]),
      ];
    }),
    ...captures.flatMap(({ key }) => (authorized.has(key) ? [] : [`${key} was captured from, but never authorised`])),
  ];
}

/** However an order is packed and split, its shipments' shares add up to its total. */
function brokenShares(books: Books): string[] {
  const totals = new Map(
    of(books, 'orders', 'OrderConfirmed').map(({ key, data }) => [
      key,
      (data as { readonly total: { readonly amount: number } }).total.amount,
    ]),
  );
  return [...byOrder(books.facts('shipping'))].flatMap(([orderId, facts]) => {
    const shares = [...sharesIn(facts).values()];
    const total = totals.get(orderId);
    if (shares.length === 0 || sum(shares) === total) return [];
    return [`${orderId}: its shipments' shares are ${shares.join(' + ')}, its total is ${total}`];
  });
}

/** The shares of what was delivered, less those of what has come back. */
function dueFor(books: Books, orderId: string): number {
  const facts = books.facts('shipping').filter(({ key }) => key === orderId);
  const shares = sharesIn(facts);
  return sum(
    facts.map(({ type, data }) => {
      const { shipmentId, amount } = data as Parcel;
      if (type === 'ShipmentDelivered') return shares.get(shipmentId) ?? 0;
      return type === 'ReturnReceived' ? -amount.amount : 0;
    }),
  );
}

function sharesIn(facts: readonly Fact[]): ReadonlyMap<string, number> {
  const shares = new Map<string, number>();
  for (const { type, data } of facts) {
    if (type !== 'ShipmentCreated' && type !== 'ShipmentReduced') continue;
    const { shipmentId, amount } = data as Parcel;
    shares.set(shipmentId, amount.amount);
  }
  return shares;
}

function of(books: Books, service: Service, type: string): readonly Fact[] {
  return books.facts(service).filter((fact) => fact.type === type);
}

function byOrder(facts: readonly Fact[]): ReadonlyMap<string, Fact[]> {
  const orders = new Map<string, Fact[]>();
  for (const fact of facts) {
    const known = orders.get(fact.key);
    if (known === undefined) orders.set(fact.key, [fact]);
    else known.push(fact);
  }
  return orders;
}

function quantities(facts: readonly Fact[]): ReadonlyMap<string, number> {
  const units = new Map<string, number>();
  for (const { data } of facts) {
    for (const { sku, quantity } of (data as Lines).lines) units.set(sku, (units.get(sku) ?? 0) + quantity);
  }
  return units;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
