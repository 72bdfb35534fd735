import type { PaymentRequested } from '@windrose/contracts';
import { paymentDecider } from '../domain/payment';
import { paymentStream } from '../domain/streams';
import { changePayment, type Deciding } from './change-payment';
import { authorizeJob } from './payment-jobs';

/** Records the intent to take the order's total, and has the provider asked, unless there is nothing to pay. */
export async function initiatePayment(request: PaymentRequested, deciding: Deciding): Promise<void> {
  const { orderId, paymentId, customerId, amount, token } = request;
  const jobs = amount.amount === 0 ? [] : [authorizeJob(orderId, { paymentId, amount, token })];
  const { work, meta } = deciding;
  const { state } = await work.load(paymentDecider, paymentStream(orderId).id);
  if (state.status === 'initiated' || state.status === 'abandoned') {
    // A log that was restored doesn't have the job for it: only the request, which comes again then, has the token.
    work.change({ meta, addJobs: jobs });
    return;
  }
  await changePayment(orderId, { type: 'InitiatePayment', orderId, paymentId, customerId, amount }, deciding, jobs);
}
