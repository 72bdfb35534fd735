/** One payment for each order. */
export function paymentStream(orderId: string) {
  return { id: `payment-${orderId}`, key: orderId };
}
