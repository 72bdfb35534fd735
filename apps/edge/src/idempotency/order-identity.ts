import { identityFrom } from './identity';
import { requestDigest } from './request-digest';

export interface OrderIdentity {
  readonly orderId: string;
  /** What a repeat must have sent to be one; absent without a key, since then nobody can repeat it. */
  readonly requestDigest?: string;
}

/** Which order a request asks for, and what its repeats are compared with. */
export function orderIdentity(callerId: string, key: string | null, body: unknown): OrderIdentity {
  const orderId = identityFrom(callerId, 'POST /v1/orders', key);
  return key === null ? { orderId } : { orderId, requestDigest: requestDigest(body) };
}
