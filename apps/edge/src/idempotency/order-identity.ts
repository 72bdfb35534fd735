import { derivedId, newId } from '@windrose/platform';
import { requestDigest } from './request-digest';

export interface OrderIdentity {
  readonly orderId: string;
  /** What a repeat must have sent to be one; absent without a key, since then nobody can repeat it. */
  readonly requestDigest?: string;
}

/**
 * The id of the order that a request asks for. With a key it follows from caller, route and key: however often, in
 * parallel or through however many edges the request is sent, it is about one order, and orders alone has to decide.
 */
export function orderIdentity(callerId: string, key: string | null, body: unknown): OrderIdentity {
  if (key === null) return { orderId: newId() };
  return { orderId: derivedId(callerId, 'POST /v1/orders', key), requestDigest: requestDigest(body) };
}
