import type { ReturnView } from '@windrose/contracts';
import type { Return } from '../domain/fulfilment';

/** A return as others see it. */
export function returnView({ returnId, orderId, lines, amount, reason, condition }: Return): ReturnView {
  return {
    id: returnId,
    orderId,
    status: condition === null ? 'requested' : 'received',
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
    amount,
    reason,
    condition,
  };
}
