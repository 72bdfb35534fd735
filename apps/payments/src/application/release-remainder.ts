import { changePayment, type Deciding } from './change-payment';

/** The order has ended: nothing more is wanted than to release what is held and not captured. */
export function releaseRemainder({ orderId }: { readonly orderId: string }, deciding: Deciding): Promise<void> {
  return changePayment(orderId, { type: 'ReleaseRemainder' }, deciding);
}
