import type { OrderView } from '@windrose/contracts';
import { isQueued } from '../../intake/queued-view';

/**
 * The order's ETag: its version says all, since an order's view is a fold of its stream. Only what is still queued has
 * none: it has two states, and cancelling is the later one.
 */
export function etagOf(order: Pick<OrderView, 'version' | 'status'>): string {
  const { version, status } = order;
  return isQueued(order) ? `"v${version}-${status}"` : `"v${version}"`;
}

/** Whether If-None-Match names the tag (RFC 9110, section 13.1.2: a list, weakly compared, or `*`). */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === '*') return true;
  return header.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
}
