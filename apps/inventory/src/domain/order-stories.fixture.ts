import type { StockAllocation } from '@windrose/contracts';
import type { Heard } from './reservation.answers';
import { heardOf } from './reservation.fixtures';

export const SKUS = ['mug', 'tea'];
export const PLACES = ['bergen', 'main', 'porto'];

type Fate = 'delivered' | 'lost' | 'failed' | 'cancelled';

/** How an order's life goes, before it is known what it gets from where. */
export interface Plan {
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
  /** Ends before it is confirmed; then there are no shipments. */
  readonly endsEarly: 'expired' | 'cancelled' | null;
  /** Whether somebody asked for the cancellation of an order that nothing of has left. */
  readonly onRequest: boolean;
  /** Which shipment each unit goes with. */
  readonly packing: readonly number[];
  readonly fates: readonly Fate[];
  /** How many of each delivered shipment's units come back, and whether they are sound. */
  readonly returns: readonly { readonly units: number; readonly sound: boolean }[];
}

const FATES: readonly Fate[] = ['delivered', 'lost', 'failed', 'cancelled'];
const EARLY_ENDS = ['expired', 'cancelled', null, null, null] as const;

/** @param choose gives a whole number below its argument */
export function planBy(choose: (below: number) => number): Plan {
  const times = <T>(n: number, make: () => T): T[] => Array.from({ length: n }, make);
  return {
    lines: times(1 + choose(3), () => ({ sku: SKUS[choose(SKUS.length)]!, quantity: 1 + choose(4) })),
    endsEarly: EARLY_ENDS[choose(EARLY_ENDS.length)]!,
    onRequest: choose(2) === 0,
    packing: times(12, () => choose(3)),
    fates: times(3, () => FATES[choose(FATES.length)]!),
    returns: times(3, () => ({ units: choose(4), sound: choose(2) === 0 })),
  };
}

/** What the two logs will say about an order, and what must come of its units. */
export class Story {
  readonly orders: Heard[] = [];
  readonly shipping: Heard[] = [];
  readonly sold: StockAllocation[] = [];
  readonly lost: StockAllocation[] = [];
  private readonly heard;

  constructor(
    private readonly orderId: string,
    private readonly plan: Plan,
    reserved: readonly StockAllocation[],
  ) {
    this.heard = heardOf(orderId);
    const { rejected, expired, cancelled } = this.heard;
    if (reserved.length === 0) this.orders.push(rejected());
    else if (plan.endsEarly !== null) this.orders.push({ expired, cancelled }[plan.endsEarly]('customer_request'));
    else this.ship(this.pack(reserved));
  }

  private pack(reserved: readonly StockAllocation[]): StockAllocation[][] {
    const single = reserved.flatMap((part) => Array.from({ length: part.quantity }, () => ({ ...part, quantity: 1 })));
    const parcels = [0, 1, 2].map((n) => single.filter((_unit, i) => this.plan.packing[i % 12] === n));
    return parcels.filter((parcel) => parcel.length > 0);
  }

  private ship(parcels: readonly StockAllocation[][]): void {
    const { fates, returns, onRequest } = this.plan;
    parcels.forEach((parcel, i) => this.send(`${this.orderId}-${i}`, parcel, fates[i]!, returns[i]!));
    const ends = parcels.map((_parcel, i) => fates[i]!);
    if (ends.includes('delivered')) return;
    // On request an order is cancelled as long as nothing has left.
    const code = onRequest && !ends.includes('lost') ? 'customer_request' : 'shipment_failed';
    this.orders.push(this.heard.cancelled(code));
  }

  private send(shipmentId: string, allocations: StockAllocation[], fate: Fate, back: Plan['returns'][number]): void {
    const { dispatched, shipmentCancelled, shipmentFailed, returned } = this.heard;
    const units = { lines: allocations, allocations };
    switch (fate) {
      case 'cancelled':
        this.shipping.push(shipmentCancelled(shipmentId, units));
        return;
      case 'failed':
        this.shipping.push(shipmentFailed(shipmentId, units, false));
        return;
      case 'lost':
        this.shipping.push(dispatched(shipmentId, units), shipmentFailed(shipmentId, units, true));
        this.lost.push(...allocations);
        return;
      case 'delivered': {
        const lines = allocations.slice(0, back.units);
        this.shipping.push(dispatched(shipmentId, units));
        if (lines.length > 0) this.shipping.push(returned(shipmentId, lines, back.sound ? 'sound' : 'damaged'));
        if (!back.sound) this.lost.push(...lines);
        this.sold.push(...allocations.slice(back.units));
        return;
      }
      default:
        fate satisfies never;
    }
  }
}
