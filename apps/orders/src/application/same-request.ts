import type { PlaceOrder } from '@windrose/contracts';
import type { KnownOrder } from '../domain/order';

/** Whether the order is what the command asks for. Prices and names don't count: they were not the caller's. */
export function asksForTheSame(command: PlaceOrder, order: KnownOrder): boolean {
  const asked = order.situation === 'invalid' ? { ...order, ...order.asked } : order.placed;
  const lines = (some: PlaceOrder['lines']): string => JSON.stringify(some.map(({ sku, quantity }) => [sku, quantity]));
  const { name, street, city, postalCode, country } = command.shippingAddress;
  const address = asked.shippingAddress;
  return (
    command.customerId === asked.customerId &&
    // What could not be placed is not to be paid, and says nothing of how.
    (!('paymentToken' in asked) || command.payment.token === asked.paymentToken) &&
    lines(command.lines) === lines(asked.lines) &&
    name === address.name &&
    street === address.street &&
    city === address.city &&
    postalCode === address.postalCode &&
    country === address.country
  );
}
