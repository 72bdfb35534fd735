import type { EventMeta } from '@windrose/contracts';
import type { Work } from '@windrose/event-log';
import { derivedId } from '@windrose/platform';
import { order } from '../domain/order';
import { proceed, type Signal } from '../domain/order.process';
import { orderStream } from '../domain/streams';

/** Tells the order what another service reports, and adds what it decides to the work. */
export async function advanceOrder(work: Work, meta: EventMeta, signal: Signal): Promise<void> {
  const { orderId } = signal.data;
  const stream = orderStream(orderId);
  const { state } = await work.load(order, stream.id);
  // Derived, so that a decision that has to be made again names the same payment.
  const events = proceed(state, signal, { paymentId: derivedId('payment', orderId) });
  if (events.length > 0) work.append(order, { stream, events, meta });
}
