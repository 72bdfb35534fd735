import { KEY_PATTERN } from '@windrose/contracts';

/** The last order of a page: the next page begins after it. */
export interface OrderCursor {
  /** Microseconds since 1970. */
  readonly placedAt: number;
  readonly orderId: string;
}

/** Far enough in the future; beyond it PostgreSQL's times end. */
const LATEST = 8_000_000_000_000_000;

export function orderCursorText({ placedAt, orderId }: OrderCursor): string {
  return `${placedAt}.${orderId}`;
}

/** undefined for a text that never was a cursor of this list. */
export function orderCursorFrom(text: string): OrderCursor | undefined {
  const [, placedAt = '', orderId = ''] = /^(\d{1,16})\.(.+)$/.exec(text) ?? [];
  if (!KEY_PATTERN.test(orderId) || Number(placedAt) > LATEST) return undefined;
  return { placedAt: Number(placedAt), orderId };
}
