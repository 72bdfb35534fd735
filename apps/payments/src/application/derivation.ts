import type { PaymentsEvent } from '@windrose/contracts';
import { fold, type Derivation } from '@windrose/event-log';
import { paymentDecider } from '../domain/payment';
import { after } from '../domain/payment.decide';
import { followUpsOf } from './follow-ups';

/**
 * What has to be asked of the provider follows from a payment's events, but for the request to authorise: the token in it
 * is kept nowhere. The cursor in the restored database stands before the order's request, which comes again with it.
 */
export const paymentsDerivation: Derivation = {
  followUps: (recorded, earlier) => {
    const event = recorded as unknown as PaymentsEvent;
    const { state } = fold(paymentDecider, earlier);
    return followUpsOf(state, [event], after(state, [event]));
  },
};
