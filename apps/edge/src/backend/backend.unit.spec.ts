import type { RequestContext } from '@windrose/contracts';
import type { RpcClient } from '@windrose/jetstream';
import { ServiceBusy } from '@windrose/platform';
import { Backend } from './backend';

const CONTEXT: RequestContext = { actor: { type: 'customer', id: 'c1' }, correlationId: 'r1' };

describe('Backend', () => {
  let answers: (() => void)[];
  let backend: Backend;

  beforeEach(() => {
    jest.useFakeTimers();
    answers = [];
    const call = () => new Promise((resolve) => answers.push(() => resolve({ ok: true, value: null })));
    backend = new Backend({ call } as unknown as RpcClient);
  });
  afterEach(() => jest.useRealTimers());

  const ask = (): Promise<unknown> => {
    const asked = backend.ask('rpc.v1.orders.get', { orderId: 'o1' }, CONTEXT);
    asked.catch(() => undefined);
    return asked;
  };

  it('says that a service is too busy as soon as another call would be turned away', async () => {
    expect(backend.isTooBusy('orders')).toBe(false);
    for (let i = 0; i < 128 + 319; i++) void ask();
    expect(backend.isTooBusy('orders')).toBe(false);
    void ask();
    expect([backend.isTooBusy('orders'), backend.isTooBusy('inventory')]).toEqual([true, false]);
    await expect(ask()).rejects.toBeInstanceOf(ServiceBusy);
    expect(answers).toHaveLength(128);
  });

  it('does not call busy what answers nothing at all: others may know what to do then', () => {
    for (let i = 0; i < 128 + 320; i++) void ask();
    jest.advanceTimersByTime(2_001);
    expect(backend.isTooBusy('orders')).toBe(false);
  });
});
