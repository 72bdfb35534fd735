import { ok, type OrderView, type RequestContext } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import { type FakeOrders, PLACE_ORDER } from '../../fixtures/fake-orders';
import { bodyOf, type TestEdge } from '../../fixtures/test-edge';
import { twoEdges } from '../../fixtures/two-edges';
import { Intake, type CancellationWay } from '../../intake/intake';
import type { ProblemBody } from '../problem/problem';

describe('a repeated cancellation of an order from the intake', () => {
  const key = 'c';
  const edges = twoEdges();
  const accepted = () => edges.accepted();
  let edge: TestEdge;
  let second: TestEdge;
  let orders: FakeOrders;
  let logs: [EventLog, EventLog];
  let customer: string;
  let operator: string;

  beforeEach(async () => {
    ({ edge, second, orders, logs } = edges);
    [customer, operator] = await Promise.all([edge.token('c1', 'customer'), edge.token('op', 'operator')]);
  });

  const queued = (): Promise<OrderView> =>
    bodyOf(
      edge.fetch('/v1/orders', {
        method: 'POST',
        headers: { authorization: `Bearer ${customer}`, 'content-type': 'application/json' },
        body: JSON.stringify(PLACE_ORDER),
      }),
    );
  const cancel = (id: string, { token = customer, at = edge, body = '', key = '' } = {}) =>
    at.fetch(`/v1/orders/${id}/cancel`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${token}`,
        ...(body && { 'content-type': 'application/json' }),
        ...(key && { 'idempotency-key': key }),
      },
      ...(body && { body }),
    });
  const because = (reason: string): string => JSON.stringify({ reason });
  const told = async (response: Response | Promise<Response>) => {
    const { status, headers } = await response;
    return [status, headers.get('idempotent-replayed')];
  };
  const handOver = async (): Promise<void> => {
    await orders.answer();
    await edges.handOver();
  };

  it('is answered the same again, also in parallel, through two edges and after a restart', async () => {
    const { id } = await queued();
    const responses = await Promise.all(
      Array.from({ length: 50 }, (_, i) => cancel(id, { key, at: i % 2 === 0 ? edge : second })),
    );
    expect(responses.filter(({ headers }) => headers.get('idempotent-replayed') === null)).toHaveLength(1);
    expect(new Set(responses.map(({ status }) => status))).toEqual(new Set([200]));
    const answers = await Promise.all(responses.map((response) => response.json()));
    const order: OrderView = await bodyOf(
      second.fetch(`/v1/orders/${id}`, { headers: { authorization: `Bearer ${customer}` } }),
    );
    expect(order).toMatchObject({ id, status: 'cancelling', version: 0 });
    for (const one of answers) expect(one).toEqual(order);
    expect((await accepted()).map(({ command }) => command.type)).toEqual(['PlaceOrder', 'CancelOrder']);

    second = await edges.restartSecond();
    const again = await cancel(id, { key, at: second });
    expect([again.headers.get('etag'), await told(again)]).toEqual(['"v0-cancelling"', [200, 'true']]);
  });

  it('takes one of two bodies and refuses the other, also in parallel', async () => {
    const { id } = await queued();
    const responses = await Promise.all(
      Array.from({ length: 20 }, (_, i) =>
        cancel(id, { key, at: i % 2 === 0 ? edge : second, body: because(i % 3 === 0 ? 'dear' : 'late') }),
      ),
    );
    const command = (await accepted())[1]?.command;
    const won = command?.type === 'CancelOrder' && command.reason === 'dear';
    expect(responses.map(({ status }) => status)).toEqual(responses.map((_, i) => ((i % 3 === 0) === won ? 200 : 422)));
    expect(await accepted()).toHaveLength(2);
    const refused = await cancel(id, { key });
    expect([refused.headers.get('content-type'), await told(refused)]).toEqual([
      'application/problem+json',
      [422, null],
    ]);
    expect((await bodyOf<ProblemBody>(refused)).code).toBe('idempotency_key_reused');
  });

  it('is another one of another caller, or with another key', async () => {
    const { id } = await queued();
    await cancel(id, { key, body: because('dear') });
    expect(await told(cancel(id, { key, token: operator }))).toEqual([200, null]);
    expect(await told(cancel(id, { key: 'd' }))).toEqual([200, null]);
    expect(await told(cancel(id, { key: 'd' }))).toEqual([200, 'true']);
    expect(await accepted()).toHaveLength(2);
  });

  it('is known when orders has the order by now, and shown as that has it', async () => {
    const { id } = await queued();
    await cancel(id, { key });
    await handOver();
    const before = await cancel(id, { key, at: second });
    expect(await told(before)).toEqual([200, 'true']);
    expect(await bodyOf<OrderView>(before)).toMatchObject({ status: 'cancelling', version: 1 });
    orders.advance(id, 'cancelled');
    const after = await cancel(id, { key });
    expect(await told(after)).toEqual([200, 'true']);
    expect(await bodyOf<OrderView>(after)).toMatchObject({ status: 'cancelled', version: 2 });
    expect(await told(cancel(id, { key, body: because('dear') }))).toEqual([422, null]);
    expect(edge.services.inputsOf('rpc.v1.orders.cancel')).toEqual([]);
  });

  it('is decided by orders alone when its first try went there, though a later one finds the order queued', async () => {
    const { id } = await queued();
    const intake = new Intake(logs[1]);
    const context = (digest: string): RequestContext => ({
      actor: { type: 'customer', id: 'c1' },
      correlationId: 'r',
      request: { id: 'r', digest },
    });
    const way = (seen: CancellationWay, digest = 'd') =>
      intake.cancelOrder({ orderId: id, reason: digest }, seen, context(digest));
    expect(await way('orders')).toEqual(ok('orders'));
    expect(await way('queued')).toEqual({ ...ok('orders'), replayed: true });
    expect(await way('queued', 'e')).toMatchObject({ refusal: { code: 'idempotency_key_reused' } });
    expect(await accepted()).toHaveLength(1);
  });

  it('goes to orders with its key when that has the order, and needs the intake to know', async () => {
    const { id } = await queued();
    await handOver();
    let asked = 0;
    await edge.services.on('rpc.v1.orders.cancel', () => ({
      ...ok(orders.orders.get(id)!.order),
      replayed: asked++ > 0,
    }));
    expect([await told(cancel(id, { key })), await told(cancel(id, { key }))]).toEqual([
      [200, null],
      [200, 'true'],
    ]);
    expect(await told(cancel(id, { key, body: because('dear') }))).toEqual([422, null]);
    expect(asked).toBe(2);
    await edges.postgres.kill9();
    const unknown = await cancel(id, { key });
    expect([unknown.status, Number(unknown.headers.get('retry-after')) >= 1]).toEqual([503, true]);
    await edges.postgres.restart();
  });
});
