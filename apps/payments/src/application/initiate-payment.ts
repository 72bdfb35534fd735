import type { PaymentRequested } from '@windrose/contracts';
import { changePayment, type Deciding } from './change-payment';
import { authorizeJob } from './payment-jobs';

/** Records the intent to take the order's total, and has the provider asked, unless there is nothing to pay. */
export function initiatePayment(request: PaymentRequested, deciding: Deciding): Promise<void> {
  const { orderId, paymentId, customerId, amount, token } = request;
  const command = { type: 'InitiatePayment', orderId, paymentId, customerId, amount } as const;
  const jobs = amount.amount === 0 ? [] : [authorizeJob(orderId, { paymentId, amount, token })];
  return changePayment(orderId, command, deciding, jobs);
}
