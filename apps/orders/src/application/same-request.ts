import type { OrderPlaced, PlaceOrder } from '@windrose/contracts';

/** Whether the command asks for what was placed. Prices and names don't count: they were not the caller's. */
export function asksForTheSame(command: PlaceOrder, placed: OrderPlaced): boolean {
  const lines = (some: PlaceOrder['lines']): string => JSON.stringify(some.map(({ sku, quantity }) => [sku, quantity]));
  const { name, street, city, postalCode, country } = command.shippingAddress;
  const address = placed.shippingAddress;
  return (
    command.customerId === placed.customerId &&
    command.payment.token === placed.paymentToken &&
    lines(command.lines) === lines(placed.lines) &&
    name === address.name &&
    street === address.street &&
    city === address.city &&
    postalCode === address.postalCode &&
    country === address.country
  );
}
