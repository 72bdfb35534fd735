import { storyEvent } from './rpc';
import { withoutSecrets } from './secrets';

const event = (data: unknown) =>
  storyEvent('orders', {
    eventId: 'e1',
    position: 1,
    streamId: 's',
    type: 'T',
    version: 1,
    recordedAt: '2026-01-01T00:00:00.000000Z',
    data,
    meta: { actor: { type: 'customer', id: 'c1' }, tenant: 'default', causationId: null, correlationId: 'c' },
  });

describe('what customers pay with', () => {
  it('is in no story, wherever an event has it', () => {
    const told = [
      event({ orderId: 'o1', paymentToken: 'tok_1' }),
      event({ orderId: 'o1', token: 'tok_1' }),
      event({ command: { type: 'PlaceOrder', payment: { token: 'tok_1' } } }),
    ];
    expect(JSON.stringify(told)).not.toContain('tok_1');
    expect(told[0]!.data).toEqual({ orderId: 'o1', paymentToken: '[redacted]' });
  });

  it('is all that is missing', () => {
    const data = { a: [1, { b: null }], c: { d: 'text', e: true }, f: [] };
    expect(withoutSecrets(data)).toEqual(data);
  });
});
