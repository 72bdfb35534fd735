import type { Fact } from '../model/books';
import type { SystemBooks } from './system-books';

/** CONTRACT section 2: so soon after an order's end the product's stock and the provider's ledger agree with it. */
const AGREES_WITHIN_MS = 5_000;

const ENDS = ['OrderRejected', 'OrderExpired', 'OrderCancelled', 'OrderCompleted'];

interface Consequence {
  readonly orderId: string;
  readonly what: string;
  readonly at: string;
  /** When it became due; undefined: before anything had ended. */
  readonly since: string | undefined;
}

/** What became of an order's stock or money too long after it was due, by the times that were recorded. */
export function agreedTooLate(books: SystemBooks): string[] {
  const ended = timesOf(books.facts('orders'), ({ type, key }) => (ENDS.includes(type) ? key : undefined));
  const dropped = timesOf(books.facts('shipping'), ({ type, data }) => {
    const { returnId, shipmentId } = data as { readonly returnId?: string; readonly shipmentId?: string };
    if (type === 'ReturnReceived') return returnId;
    return type === 'ShipmentFailed' ? shipmentId : undefined;
  });
  const consequences = [
    ...books.ledger.map(({ kind, reference, at, idempotencyKey }): Consequence => {
      const since = kind === 'refund' ? dropped.get(causeIn(idempotencyKey)) : ended.get(reference);
      return { orderId: reference, what: `the ${kind}`, at, since };
    }),
    ...books.facts('inventory').flatMap(({ type, key, recordedAt, data }): Consequence[] => {
      const { returnId } = data as { readonly returnId?: string };
      if (type === 'StockReservationReleased' || type === 'StockDispatched')
        return [{ orderId: key, what: type, at: recordedAt, since: ended.get(key) }];
      return returnId === undefined ? [] : [{ orderId: key, what: type, at: recordedAt, since: dropped.get(returnId) }];
    }),
  ];
  return consequences.flatMap(({ orderId, what, at, since }) => {
    const lateMs = since === undefined ? 0 : Date.parse(at) - Date.parse(since);
    return lateMs > AGREES_WITHIN_MS ? [`${orderId}: ${what} came ${lateMs} ms after it was due`] : [];
  });
}

/** The ids that facts are about, with the times of the facts. */
function timesOf(facts: readonly Fact[], idOf: (fact: Fact) => string | undefined): ReadonlyMap<string, string> {
  return new Map(
    facts.flatMap((fact) => {
      const id = idOf(fact);
      return id === undefined ? [] : [[id, fact.recordedAt] as const];
    }),
  );
}

/** The shipment or return that a refund is because of: CONTRACT section 3 has the key made of the operation. */
function causeIn(idempotencyKey: string): string {
  return /\.refund\.(?:shipment|return)\.([^.]+)\./.exec(idempotencyKey)?.[1] ?? '';
}
