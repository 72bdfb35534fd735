import type { EventOf, InventoryEvents } from '@windrose/contracts';

export type StockLevelEvent = EventOf<Pick<InventoryEvents, 'LowStock' | 'StockReplenished' | 'BackInStock'>>;

/** What has been said about a product's stock, so that it is said once. */
export interface StockLevel {
  readonly low: boolean;
}

function evolve(level: StockLevel, event: StockLevelEvent): StockLevel {
  switch (event.type) {
    case 'LowStock':
      return { low: true };
    case 'StockReplenished':
      return { low: false };
    case 'BackInStock':
      return level;
    default:
      return event satisfies never;
  }
}

export const stockLevel = { initialState: { low: false } as StockLevel, evolve };

/** A product's stock after something has changed it, over all locations. */
export interface SeenStock {
  readonly sku: string;
  readonly available: number;
  /** Whether there was more before. */
  readonly fell: boolean;
  /** Whether there was nothing before. */
  readonly wasOut: boolean;
}

/**
 * What is worth telling. `LowStock` is said once when a decrease leaves `threshold` units or less, and again only after
 * there were more; `BackInStock` when there is something again.
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
  if (wasOut && available > 0) events.push({ type: 'BackInStock', data: { sku, available } });
  if (available > threshold && level.low) {
    events.push({ type: 'StockReplenished', data: { sku, available, threshold } });
  }
  return events;
}

/** Whether there can be something to tell, as far as that is known without knowing what has been told. */
export function isNoteworthy({ available, fell }: SeenStock, threshold: number): boolean {
  return !fell || available <= threshold;
}
