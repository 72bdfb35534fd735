import type { TouchedStream } from '@windrose/event-log';
import type { ConsumedEvent } from './event-context';

export type Touch<Data = unknown> = (event: ConsumedEvent<string, Data>) => readonly TouchedStream[];

/** The extras of `@EventPattern` that our transport reads. */
export interface EventExtras {
  readonly touches?: Touch;
}

/**
 * Says which streams a handler is going to load for an event, so that a whole batch of events loads them in one query:
 * `@EventPattern('inventory.StockReserved', JETSTREAM, touches(orderStream))`. A handler may load others; it only waits
 * for each of them.
 */
export function touches<Data = unknown>(touch: Touch<Data>): EventExtras & Record<string, unknown> {
  // What a pattern's events carry is the contract's business; the pattern names it.
  return { touches: touch as Touch };
}
