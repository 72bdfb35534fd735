import type { RequestContext } from '@windrose/contracts';
import type { RpcClient } from '@windrose/jetstream';
import { ServiceBusy, ServiceUnavailable } from '@windrose/platform';
import { BURST } from '../admission/burst';
import { Backend, DEADLINE_MS } from './backend';

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
    for (let i = 0; i < 128 + BURST - 1; i++) void ask();
    expect(backend.isTooBusy('orders')).toBe(false);
    void ask();
    expect([backend.isTooBusy('orders'), backend.isTooBusy('inventory')]).toEqual([true, false]);
    await expect(ask()).rejects.toBeInstanceOf(ServiceBusy);
    expect(answers).toHaveLength(128);
  });

  it('does not call busy what answers nothing at all: others may know what to do then', () => {
    for (let i = 0; i < 128 + BURST; i++) void ask();
    jest.advanceTimersByTime(2_001);
    expect(backend.isTooBusy('orders')).toBe(false);
  });

  it('has nobody in the line wait for what a service that answers nothing at all has not told the others', async () => {
    const call = jest.fn(
      () => new Promise((_, reject) => setTimeout(() => reject(new ServiceUnavailable('no answer')), DEADLINE_MS)),
    );
    backend = new Backend({ call } as unknown as RpcClient);
    const asked = Promise.allSettled(Array.from({ length: 128 + 100 }, ask));
    await jest.advanceTimersByTimeAsync(DEADLINE_MS);
    for (const outcome of await asked) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(ServiceUnavailable) });
      expect(outcome).not.toMatchObject({ reason: expect.any(ServiceBusy) });
    }
    expect(call).toHaveBeenCalledTimes(128);
  });

  it('lets a burst wait its turn though an earlier one was so slow that few calls run at once', async () => {
    const slow = Array.from({ length: 128 }, ask);
    jest.advanceTimersByTime(1_000);
    for (const answer of answers.splice(0)) answer();
    await Promise.all(slow);
    const burst = Array.from({ length: 400 }, ask);
    expect(answers.length).toBeLessThan(64);
    expect(backend.isTooBusy('orders')).toBe(false);
    while (answers.length > 0) {
      const running = answers.splice(0);
      for (const answer of running) answer();
      for (let turn = 0; turn < 10; turn++) await Promise.resolve();
    }
    expect(await Promise.all(burst)).toHaveLength(400);
  });
});
