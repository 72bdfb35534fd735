import { Client } from '../../system/client';
import type { Finding } from '../invariants/invariant';
import { bodyOf } from './customers';
import type { Acknowledged } from './order-book';

/** The same key and body again: the same order, and the answer says that it is a repeat. */
export async function askAgain(edge: string, token: string, sample: readonly Acknowledged[]): Promise<Finding> {
  const violations: string[] = [];
  const client = new Client(edge, token);
  for (const { wish, id } of sample) {
    const { status, body, headers } = await client.post<{ id?: string }>('/v1/orders', bodyOf(wish), {
      'idempotency-key': wish.key,
    });
    const replayed = headers.get('idempotent-replayed');
    if (![200, 201, 202].includes(status) || body.id !== id || replayed !== 'true') {
      violations.push(`order ${id}: asked again answers ${status}, order ${body.id}, replayed ${replayed}`);
    }
  }
  return { checked: sample.length, violations };
}
