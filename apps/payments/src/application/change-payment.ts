import type { EventMeta } from '@windrose/contracts';
import type { JobAdd, Work } from '@windrose/event-log';
import { paymentDecider } from '../domain/payment';
import type { PaymentCommand } from '../domain/payment.commands';
import { after, decide } from '../domain/payment.decide';
import { paymentStream } from '../domain/streams';
import { followUpsOf } from './follow-ups';

/** What a use case decides with: the unit of work that it joins, and where its events come from. */
export interface Deciding {
  readonly work: Work;
  readonly meta: EventMeta;
}

/**
 * Decides on the order's payment as the work sees it; appends the facts with the jobs and timers that follow from them.
 * @param jobs to be added beside them, if there are any facts
 */
export async function changePayment(
  orderId: string,
  command: PaymentCommand,
  { work, meta }: Deciding,
  jobs: readonly JobAdd[] = [],
): Promise<void> {
  const stream = paymentStream(orderId);
  const { state } = await work.load(paymentDecider, stream.id);
  const events = decide(command, state);
  if (events.length === 0) return;
  const { addJobs, setTimers } = followUpsOf(state, events, after(state, events));
  work.append(paymentDecider, { stream, events, meta, addJobs: [...jobs, ...addJobs], setTimers });
}
