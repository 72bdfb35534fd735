import type { PaymentsEvent } from '@windrose/contracts';
import { fold, type Derivation } from '@windrose/event-log';
import { paymentDecider } from '../domain/payment';
import { after } from '../domain/payment.decide';
import { followUpsOf } from './follow-ups';
import { reconcileJob } from './payment-jobs';

/**
 * What has to be asked of the provider follows from a payment's events, but for the request to authorise: the token in it
 * is kept nowhere. Whether the provider had got it already, its books say; if not, the order's own deadline ends it.
 */
export const paymentsDerivation: Derivation = {
  followUps: (recorded, earlier) => {
    const event = recorded as unknown as PaymentsEvent;
    const { state } = fold(paymentDecider, earlier);
    const { addJobs, setTimers } = followUpsOf(state, [event], after(state, [event]));
    if (event.type !== 'PaymentInitiated') return { addJobs, setTimers };
    const { orderId, paymentId } = event.data;
    const ask = reconcileJob(orderId, { paymentId, because: 'notice' }, 'restored');
    return { addJobs: [ask, ...addJobs], setTimers };
  },
};
