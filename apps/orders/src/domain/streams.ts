export function orderStream(orderId: string) {
  return { id: `order-${orderId}`, key: orderId };
}
