import type { EventLog } from '@windrose/event-log';
import { createTestLog, eventually, startTestPostgres, TestProvider, type TestPostgres } from '@windrose/testing';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestPayments } from './fixtures/test-payments';

jest.setTimeout(180_000);

const TOKENS = ['tok_ok', 'tok_ok', 'tok_flaky', 'tok_capture_fails', 'tok_slow', 'tok_lost_answer', 'tok_declined'];

describe('a provider that fails in the middle', () => {
  let postgres: TestPostgres;
  let log: EventLog;
  let provider: TestProvider;
  let payments: TestPayments;

  beforeEach(async () => {
    postgres = await startTestPostgres();
    ({ log } = await createTestLog(postgres, 'payments'));
    provider = await TestProvider.start();
    payments = await TestPayments.start(log, provider.url);
  });
  afterEach(async () => {
    await payments.stop();
    await log.close();
    await provider.remove();
    await postgres.stop();
  });

  const quiet = (): Promise<void> =>
    eventually(
      async () => {
        const { rows } = await log.pool.query('select from payments.jobs union all select from payments.timers');
        expect(rows).toHaveLength(0);
      },
      { timeoutMs: 120_000 },
    );

  /** What the ledger says, by kind. Each kind of movement happened once for each key. */
  async function sums(orderId: string): Promise<Record<'authorize' | 'capture' | 'void' | 'refund', number>> {
    const movements = await provider.movements(orderId);
    const keys = movements.map(({ idempotencyKey }) => idempotencyKey);
    expect(new Set(keys).size).toBe(keys.length);
    const result = { authorize: 0, capture: 0, void: 0, refund: 0 };
    for (const { kind, amount } of movements) result[kind] += amount;
    return result;
  }

  it('and is killed with a call under way: the order that has ended is released all the same', async () => {
    const { orderId } = await payments.pay('tok_slow');
    await eventually(async () => expect(await sums(orderId)).toMatchObject({ authorize: 2_500 }));
    await provider.kill9();
    await payments.end(orderId);
    await sleep(500);
    await provider.start();
    await eventually(async () => expect(await sums(orderId)).toMatchObject({ authorize: 2_500, void: 2_500 }));
    await quiet();
    expect(await payments.view(orderId)).toMatchObject({ status: 'voided', voided: { amount: 2_500 } });
  });

  it('and stood still with the request before it got to it: what it authorises when it wakes is released', async () => {
    process.kill(provider.pid, 'SIGSTOP');
    const { orderId } = await payments.pay('tok_ok');
    await eventually(async () => {
      const { rows } = await log.pool.query('select from payments.jobs where attempt > 0');
      expect(rows).toHaveLength(1);
    });
    await sleep(100);
    await payments.end(orderId);
    await sleep(200);
    process.kill(provider.pid, 'SIGCONT');
    await quiet();
    expect(await sums(orderId)).toMatchObject({ authorize: 2_500, void: 2_500 });
    expect(await payments.view(orderId)).toMatchObject({ status: 'voided', voided: { amount: 2_500 } });
  });

  it('and is slow for two hundred orders keeps the others no longer than it must', async () => {
    const slow = Array.from({ length: 200 }, (_, n) => payments.pay(n % 2 === 0 ? 'tok_slow' : 'tok_lost_answer'));
    const held = await payments.pay('tok_ok');
    await Promise.all(slow);
    const quick = await Promise.all(Array.from({ length: 10 }, () => payments.pay('tok_ok')));
    const startedAt = Date.now();
    await eventually(async () => {
      for (const { orderId } of [held, ...quick]) {
        expect(await payments.view(orderId)).toMatchObject({ status: 'authorized' });
      }
    });
    await payments.capture(held.orderId, held.orderId, 2_500);
    await eventually(async () => expect(await payments.view(held.orderId)).toMatchObject({ status: 'captured' }));
    // In one line behind each other they would have waited for more than ten seconds.
    expect(Date.now() - startedAt).toBeLessThan(5_000);
  });

  it('again and again, while orders go every way: log and ledger agree to the cent', async () => {
    const orders = await Promise.all(Array.from({ length: 70 }, (_, n) => payments.pay(TOKENS[n % TOKENS.length]!)));
    const faults = (async () => {
      for (let n = 0; n < 4; n++) {
        await sleep(700);
        await provider.kill9();
        await sleep(300);
        await provider.start();
      }
    })();
    // Each order gets its own mix of what others want, in an order of its own, some of it twice.
    await Promise.all(
      orders.map(async ({ orderId }, n) => {
        const steps = [
          () => payments.capture(orderId, `a-${orderId}`, 1_000),
          () => payments.capture(orderId, `b-${orderId}`, 900),
          () => payments.drop(orderId, `a-${orderId}`, 1_000),
          () => payments.receive(orderId, `r-${orderId}`, 300),
          () => payments.end(orderId),
          () => payments.end(orderId),
        ];
        for (let k = 0; k < steps.length; k++) {
          await sleep((n * 37 + k * 113) % 900);
          await steps[(n + k * (1 + (n % 5))) % steps.length]!();
        }
        await payments.end(orderId);
      }),
    );
    await faults;
    await quiet();

    let moved = 0;
    for (const { orderId } of orders) {
      const ledger = await sums(orderId);
      const view = (await payments.view(orderId))!;
      expect({
        orderId,
        capture: ledger.capture,
        refund: ledger.refund,
        void: ledger.void,
      }).toEqual({
        orderId,
        capture: view.captured.amount,
        refund: view.refunded.amount,
        void: view.voided.amount,
      });
      // Nothing is held after the end, nothing was taken that was not held, nothing went back that was not taken.
      expect(ledger.capture + ledger.void).toBe(ledger.authorize);
      expect(ledger.refund).toBeLessThanOrEqual(ledger.capture);
      expect([0, 2_500]).toContain(ledger.authorize);
      moved += ledger.capture;
    }
    expect(moved).toBeGreaterThan(0);
  });
});
