import type { Service } from '@windrose/contracts';
import { invalidHeader } from '../http/problem/problems';

/** The logs that tell of orders, in the order in which a place names them. New ones come last: older places stay good. */
export const TELLERS = ['edge', 'orders', 'inventory', 'payments', 'shipping', 'notifications'] as const;

export type Teller = (typeof TELLERS)[number];

/** How far a stream has come: the last position of each log that it has told of, or passed over. */
export type Place = Readonly<Record<Teller, number>>;

export function placeAt(positionIn: (service: Teller) => number): Place {
  return Object.fromEntries(TELLERS.map((service) => [service, positionIn(service)])) as Record<Teller, number>;
}

export function isTeller(service: Service): service is Teller {
  return (TELLERS as readonly Service[]).includes(service);
}

/** As the `id:` of an event: `0.12.40.7.9.3`. */
export function idOf(place: Place): string {
  return TELLERS.map((service) => place[service]).join('.');
}

const POSITION = /^(?:0|[1-9]\d{0,14})$/;

/**
 * `Last-Event-ID`: where a stream goes on. `0` is before the first event; null without one (from now on).
 * @throws ProblemError 400 for an id that isn't one of ours
 */
export function placeFrom(header: string | string[] | undefined): Place | null {
  if (header === undefined || header === '') return null;
  const positions = typeof header === 'string' ? header.trim().split('.') : [];
  const isOurs = positions.length <= TELLERS.length && positions.every((position) => POSITION.test(position));
  if (!isOurs || positions.length === 0) {
    throw invalidHeader('Last-Event-ID', 'must be the id of an event of such a stream, or 0');
  }
  return placeAt((service) => Number(positions[TELLERS.indexOf(service)] ?? 0));
}
