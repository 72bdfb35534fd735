import type { EventLog } from '@windrose/event-log';
import { newId } from '@windrose/platform';

const META = {
  actor: { type: 'service', id: 'test' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
} as const;

const PER_APPEND = 500;

/**
 * Appends so many events, each in a stream of its own, 500 in an append.
 * @param characters of text in each event at most; they are of different lengths
 */
export async function appendOrders(log: EventLog, count: number, characters = 300): Promise<void> {
  for (let left = count; left > 0; left -= PER_APPEND) {
    const units = Array.from({ length: Math.min(PER_APPEND, left) }, (_, i) => {
      const key = newId();
      const data = { orderId: key, text: `Zoë ${'x'.repeat(characters - (i % characters))}` };
      return {
        stream: { id: `order-${key}`, key },
        expectedVersion: 0,
        events: [{ type: 'OrderPlaced', data }],
        meta: META,
      };
    });
    const { status } = await log.appendGroup(units);
    if (status !== 'appended') throw new Error(`the append was not made: ${status}`);
  }
}
