/** What the provider may be asked to do about a payment. A share is one shipment's. */
export type Operation = { readonly kind: 'authorize' } | { readonly kind: 'capture'; readonly shipmentId: string };

/**
 * The provider's idempotency key of an operation. Every try has the same one as long as its outcome is unknown or it
 * was not taken up: that is what keeps money from moving twice. Only a refused operation is asked for anew, as the
 * next attempt (from 1), under another key: the old one would repeat the refusal for ever.
 */
export function operationKey(paymentId: string, operation: Operation, attempt = 1): string {
  const share = operation.kind === 'capture' ? [operation.shipmentId] : [];
  const again = attempt > 1 ? [String(attempt)] : [];
  return [paymentId, operation.kind, ...share, ...again].join('.');
}
