import type { EventOf, InventoryEvents } from '@windrose/contracts';

export type StockLevelEvent = EventOf<
  Pick<InventoryEvents, 'LowStock' | 'StockReplenished' | 'SoldOut' | 'BackInStock'>
>;

/** What has been said about a product's stock, so that it is said once. */
export interface StockLevel {
  readonly low: boolean;
  /** Null while nothing has been said about it. */
  readonly out: boolean | null;
}

function evolve(level: StockLevel, event: StockLevelEvent): StockLevel {
  switch (event.type) {
    case 'LowStock':
      return { ...level, low: true };
    case 'StockReplenished':
      return { ...level, low: false };
    case 'SoldOut':
      return { ...level, out: true };
    case 'BackInStock':
      return { ...level, out: false };
    default:
      return event satisfies never;
  }
}

export const stockLevel = { initialState: { low: false, out: null } as StockLevel, evolve };

/** A product's stock after something has changed it, over all locations. */
export interface SeenStock {
  readonly sku: string;
  readonly available: number;
  /** Whether there was more before. */
  readonly fell: boolean;
  /** Whether there was nothing before, as far as was seen. */
  readonly wasOut: boolean;
}

/**
 * What is worth telling: that a decrease leaves `threshold` units or less, or none at all, and that there are more again.
 * Each is said once, and again only after its opposite.
 */
export function noteStock(
  level: StockLevel,
  { sku, available, fell, wasOut }: SeenStock,
  threshold: number,
): readonly StockLevelEvent[] {
  const events: StockLevelEvent[] = [];
  if (fell && available <= threshold && !level.low) {
    events.push({ type: 'LowStock', data: { sku, available, threshold } });
  }
  if (fell && available === 0 && level.out !== true) events.push({ type: 'SoldOut', data: { sku } });
  if (available > 0 && (level.out ?? wasOut)) events.push({ type: 'BackInStock', data: { sku, available } });
  if (available > threshold && level.low) {
    events.push({ type: 'StockReplenished', data: { sku, available, threshold } });
  }
  return events;
}

/** Whether there can be something to tell, as far as that is known without knowing what has been told. */
export function isNoteworthy({ available, fell }: SeenStock, threshold: number): boolean {
  return !fell || available <= threshold;
}
