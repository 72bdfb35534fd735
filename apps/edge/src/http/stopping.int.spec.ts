import { once } from 'node:events';
import { connect } from 'node:net';
import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { FakeOrders, PLACE_ORDER } from '../fixtures/fake-orders';
import { TestEdge } from '../fixtures/test-edge';

describe('a stop', () => {
  let nats: TestNats;
  let edge: TestEdge;
  let orders: FakeOrders;
  let headers: Record<string, string>;

  beforeAll(async () => {
    nats = await startTestNats();
  });
  beforeEach(async () => {
    edge = await TestEdge.start(nats.url);
    orders = new FakeOrders(edge.services);
    await orders.answer();
    headers = { authorization: `Bearer ${await edge.token('c1', 'customer')}`, 'content-type': 'application/json' };
  });
  afterAll(() => nats.stop());

  const place = (more: Record<string, string> = {}) =>
    edge.fetch('/v1/orders', { method: 'POST', headers: { ...headers, ...more }, body: JSON.stringify(PLACE_ORDER) });

  it('finishes what runs, gives held answers now, and takes nothing new', async () => {
    let release = (): void => {};
    const held = place({ prefer: 'wait=30' });
    await eventually(() => expect(edge.services.inputsOf('rpc.v1.orders.get')).toHaveLength(1));
    await edge.services.on('rpc.v1.orders.place', async (command) => {
      await new Promise<void>((resolve) => (release = resolve));
      return orders.place(command);
    });
    const running = place();
    await eventually(() => expect(edge.services.inputsOf('rpc.v1.orders.place')).toHaveLength(2));

    const startedAt = performance.now();
    const closed = edge.close();
    expect((await held).status).toBe(201);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    await eventually(() => expect(place()).rejects.toThrow());
    release();
    const finished = await running;
    expect([finished.status, finished.headers.get('connection')]).toEqual([201, 'close']);
    await closed;
  });

  it('closes each connection with its answer before it closes any that lies idle', async () => {
    await edge.close();
    edge = await TestEdge.start(nats.url, { lingerMs: 10_000 });
    const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
    const closed = once(socket, 'close');
    let heard = '';
    socket.setEncoding('utf8').on('data', (text: string) => (heard += text));
    const answers = (): number => heard.split('HTTP/1.1').length - 1;
    const ask = async (): Promise<void> => {
      const before = answers();
      socket.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
      await eventually(() => expect(answers()).toBeGreaterThan(before));
    };
    await ask();
    expect(heard).toMatch(/^connection: keep-alive\r$/im);
    const stopped = edge.close();
    // A client that has not heard of the stop yet.
    while (!/^connection: close\r$/im.test(heard)) await ask();
    expect(await closed).toEqual([false]);
    await stopped;
  });

  it('does not wait for a client that keeps its connection open for nothing', async () => {
    const idle = connect(Number(new URL(edge.url).port), '127.0.0.1');
    const half = connect(Number(new URL(edge.url).port), '127.0.0.1', () =>
      half.write('POST /v1/orders HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n'),
    );
    for (const socket of [idle, half]) socket.on('error', () => undefined);
    await edge.fetch('/livez');
    const startedAt = performance.now();
    await edge.close();
    expect(performance.now() - startedAt).toBeLessThan(8_000);
    for (const socket of [idle, half]) socket.destroy();
  });
});
