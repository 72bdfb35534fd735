import { ORDER_STATUSES, type OrderStatus } from '@windrose/contracts';
import { invalidParameter } from '../problem/problems';

/** `?status=`: only orders with this status; 400 for a status that doesn't exist. */
export function statusFrom(given: unknown): OrderStatus | undefined {
  if (given === undefined) return undefined;
  const status = ORDER_STATUSES.find((known) => known === given);
  if (status === undefined) throw invalidParameter('status', `must be one of ${ORDER_STATUSES.join(', ')}`);
  return status;
}
