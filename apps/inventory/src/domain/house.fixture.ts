import type { InventoryEvent } from '@windrose/contracts';
import { reservation, type Reservation, type ReservationEvent } from './reservation';
import { answerTo, type Heard } from './reservation.answers';
import { availableIn, postingsOf, stockIn, type ProductStock } from './stock';

const price = { amount: 100, currency: 'EUR' };

/** The stock in memory: what the log does with the decisions, one after the other. */
export class House {
  private readonly amounts = new Map<string, Record<string, number>>();
  private readonly reservations = new Map<string, Reservation>();

  add(sku: string, stock: number, location: string): void {
    this.post({ type: 'ProductAdded', data: { sku, name: sku, price, active: true, stock, location } });
  }

  stock(sku: string): ProductStock {
    return stockIn(this.amounts.get(sku) ?? {});
  }

  private readonly availableAt = (sku: string): ReadonlyMap<string, number> => availableIn(this.amounts.get(sku) ?? {});

  hear(heard: Heard): readonly ReservationEvent[] {
    const { orderId } = heard.data;
    const state = this.reservations.get(orderId) ?? reservation.initialState;
    const events = answerTo(heard, state, this.availableAt);
    this.post(...events);
    this.reservations.set(orderId, events.reduce<Reservation>(reservation.evolve, state));
    return events;
  }

  /** @throws when an account would go below zero, as the log does */
  private post(...events: readonly InventoryEvent[]): void {
    for (const { owner, account, delta } of postingsOf(...events)) {
      const accounts = this.amounts.get(owner) ?? {};
      const amount = (accounts[account] ?? 0) + delta;
      if (amount < 0) throw new Error(`${account} of ${owner} would be ${amount} after ${JSON.stringify(events)}`);
      this.amounts.set(owner, { ...accounts, [account]: amount });
    }
  }
}
