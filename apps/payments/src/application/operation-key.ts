import type { RefundCause } from '@windrose/contracts';

/** What the provider may be asked to do about a payment. A share is one shipment's. */
export type Operation =
  | { readonly kind: 'authorize' }
  | { readonly kind: 'void' }
  | { readonly kind: 'capture'; readonly shipmentId: string }
  | { readonly kind: 'refund'; readonly cause: RefundCause; readonly shipmentId: string };

/**
 * The provider's idempotency key of an operation. Every try has the same one as long as its outcome is unknown or it
 * was not taken up: that is what keeps money from moving twice. Only a refused operation is asked for anew, as the
 * next attempt (from 1), under another key: the old one would repeat the refusal for ever.
 */
export function operationKey(paymentId: string, operation: Operation, attempt = 1): string {
  const again = attempt > 1 ? [String(attempt)] : [];
  return [paymentId, operation.kind, ...detailsOf(operation), ...again].join('.');
}

function detailsOf(operation: Operation): string[] {
  switch (operation.kind) {
    case 'authorize':
    case 'void':
      return [];
    case 'capture':
      return [operation.shipmentId];
    case 'refund':
      return [operation.cause.type, operation.cause.id, operation.shipmentId];
    default:
      return operation satisfies never;
  }
}
