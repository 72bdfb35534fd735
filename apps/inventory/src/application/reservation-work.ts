import type { EventMeta, StockLine } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { reservation, type Reservation, type ReservationEvent } from '../domain/reservation';
import {
  dispatchStock,
  releaseStock,
  reserveStock,
  type DispatchStock,
  type ReserveStock,
} from '../domain/reservation.decide';
import { postingsOf } from '../domain/stock';
import { reservationStream } from '../domain/streams';

/**
 * Reads the stock as this work sees it, so that orders of one batch don't count the same units. Should another writer
 * take them before the append, the log refuses the whole work, and it is decided again.
 */
export async function reserveForOrder(work: Work, meta: EventMeta, command: ReserveStock): Promise<void> {
  const available = await availableOf(work, command.lines);
  await decideReservation(work, meta, command.orderId, (state) => reserveStock(state, command, available));
}

export async function releaseOfOrder(work: Work, meta: EventMeta, orderId: string): Promise<void> {
  await decideReservation(work, meta, orderId, (state) => releaseStock(state, orderId));
}

export async function dispatchOfOrder(work: Work, meta: EventMeta, command: DispatchStock): Promise<void> {
  await decideReservation(work, meta, command.orderId, (state) => dispatchStock(state, command));
}

async function availableOf(work: Work, lines: readonly StockLine[]): Promise<(sku: string) => number> {
  const balances = await work.balances(lines.map((line) => line.sku));
  return (sku) => balances.get(sku)?.available ?? 0;
}

async function decideReservation(
  work: Work,
  meta: EventMeta,
  orderId: string,
  decide: (state: Reservation) => readonly ReservationEvent[],
): Promise<void> {
  const stream = reservationStream(orderId);
  const { state } = await work.load(reservation, stream.id);
  const events = decide(state);
  if (events.length === 0) return;
  work.append(reservation, { stream, events, meta, postings: events.flatMap(postingsOf) });
}
