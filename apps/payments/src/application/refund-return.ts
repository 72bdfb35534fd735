import type { ReturnReceived } from '@windrose/contracts';
import { changePayment, type Deciding } from './change-payment';

/** Goods have come back: their share goes back too. */
export function refundReturn({ orderId, returnId, amount }: ReturnReceived, deciding: Deciding): Promise<void> {
  return changePayment(orderId, { type: 'RefundReturn', returnId, amount }, deciding);
}
