import type { OrderView } from '@windrose/contracts';

/** The order's ETag: its version says all, since an order's view is a fold of its stream. */
export function etagOf(order: Pick<OrderView, 'version'>): string {
  return `"v${order.version}"`;
}

/** Whether If-None-Match names the tag (RFC 9110, section 13.1.2: a list, weakly compared, or `*`). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
