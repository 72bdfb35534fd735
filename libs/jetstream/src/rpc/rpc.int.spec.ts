import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { ClientNats, MessagePattern, Payload, Transport } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { GetOrder, OrderView, RequestContext, Result, RpcRequest } from '@windrose/contracts';
import { createLogger, ServiceUnavailable } from '@windrose/platform';
import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { firstValueFrom } from 'rxjs';
import { connectNats, type BrokerConnection } from '../broker/connection';
import { connectTransport } from '../connect-transport';
import { RpcClient, RpcFailed } from './rpc-client';
import { RpcServer, type RpcServerOptions } from './rpc-server';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const CONTEXT: RequestContext = { actor: { type: 'customer', id: 'c-1' }, correlationId: 'r-1' };
const SUBJECT = 'rpc.v1.orders.get';

/** What the handler does with the next requests. */
let answer: (request: RpcRequest<GetOrder>) => Promise<Result<OrderView>>;

@Controller()
class GetOrderRpc {
  @MessagePattern(SUBJECT, Transport.NATS)
  get(@Payload() request: RpcRequest<GetOrder>): Promise<Result<OrderView>> {
    return answer(request);
  }
}

@Module({ controllers: [GetOrderRpc] })
class OrdersModule {}

const view = (orderId: string): Result<OrderView> => ({ ok: true, value: { id: orderId } as unknown as OrderView });

describe('requests over NATS', () => {
  let nats: TestNats;
  let serverBroker: BrokerConnection;
  let clientBroker: BrokerConnection;
  let client: RpcClient;
  let apps: NestFastifyApplication[];

  beforeEach(async () => {
    apps = [];
    answer = ({ input }) => Promise.resolve(view(input.orderId));
    nats = await startTestNats();
    serverBroker = await connectNats({ url: nats.url, name: 'orders', logger });
    clientBroker = await connectNats({ url: nats.url, name: 'edge', logger });
    client = new RpcClient({ broker: clientBroker });
  });

  afterEach(async () => {
    await Promise.all(apps.map((app) => app.close()));
    await Promise.all([serverBroker.close(), clientBroker.close()]);
    await nats.stop();
  });

  async function serve(options: Partial<RpcServerOptions> = {}): Promise<NestFastifyApplication> {
    const app = await NestFactory.create<NestFastifyApplication>(OrdersModule, new FastifyAdapter(), { logger: false });
    connectTransport(app, new RpcServer({ broker: serverBroker, queue: 'orders', logger, ...options }));
    await app.init();
    await app.startAllMicroservices();
    if (serverBroker.connected) await serverBroker.nats.flush();
    apps.push(app);
    return app;
  }

  const get = (orderId: string, deadlineMs = 2_000) => client.call(SUBJECT, { orderId }, CONTEXT, { deadlineMs });

  it('carries the input, the caller and the answer', async () => {
    let seen: RpcRequest<GetOrder> | undefined;
    answer = (request) => {
      seen = request;
      return Promise.resolve(view(request.input.orderId));
    };
    await serve();
    expect(await get('o-1')).toEqual({ ok: true, value: { id: 'o-1' } });
    expect(seen).toEqual({ input: { orderId: 'o-1' }, context: CONTEXT });
  });

  it('carries a refusal as an answer', async () => {
    answer = () => Promise.resolve({ ok: false, refusal: { code: 'not_found', detail: 'no such order' } });
    await serve();
    expect(await get('o-1')).toEqual({ ok: false, refusal: { code: 'not_found', detail: 'no such order' } });
  });

  it('speaks Nest’s own wire format: a client of Nest’s is answered too', async () => {
    await serve();
    const nest = new ClientNats({ servers: nats.url });
    try {
      expect(await firstValueFrom(nest.send(SUBJECT, { input: { orderId: 'o-2' }, context: CONTEXT }))).toEqual({
        ok: true,
        value: { id: 'o-2' },
      });
    } finally {
      await nest.close();
    }
  });

  it('shares the requests among instances', async () => {
    let running = 0;
    answer = async ({ input }) => {
      running++;
      await eventually(() => expect(running).toBeGreaterThan(2));
      return view(input.orderId);
    };
    // One request at a time each: four instances are needed for three at once.
    for (let i = 0; i < 4; i++) await serve({ maxRunning: 1 });
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l'].map((id) => get(id, 10_000)),
    );
    expect(answers).toHaveLength(12);
    expect(running).toBe(12);
  });

  it('fails at once when the service is not running', async () => {
    const started = Date.now();
    await expect(get('o-1', 30_000)).rejects.toThrow(ServiceUnavailable);
    await expect(get('o-1', 30_000)).rejects.toThrow(/nobody answers rpc.v1.orders.get/);
    expect(Date.now() - started).toBeLessThan(5_000);
  });

  it('fails at the deadline when no answer comes', async () => {
    answer = () => new Promise(() => undefined);
    await serve({ drainMs: 10 });
    await expect(get('o-1', 150)).rejects.toThrow('no answer to rpc.v1.orders.get within 150 ms');
  });

  it('does not begin on a request whose deadline has passed while it waited', async () => {
    const begun: string[] = [];
    let finish: () => void = () => {};
    answer = ({ input }) => {
      begun.push(input.orderId);
      return new Promise((resolve) => (finish = () => resolve(view(input.orderId))));
    };
    await serve({ maxRunning: 1 });
    const first = get('first');
    await eventually(() => expect(begun).toEqual(['first']));
    await expect(get('late', 50)).rejects.toThrow(ServiceUnavailable);
    finish();
    await first;
    const third = get('third');
    await eventually(() => expect(begun).toEqual(['first', 'third']));
    finish();
    await third;
  });

  it('turns away what is too much at once', async () => {
    let finish: () => void = () => {};
    const gate = new Promise<void>((resolve) => (finish = resolve));
    answer = ({ input }) => gate.then(() => view(input.orderId));
    await serve({ maxRunning: 1, maxWaiting: 1 });
    const calls = ['a', 'b', 'c'].map((id) => get(id, 5_000));
    await expect(calls[2]).rejects.toThrow('orders has too many requests at once');
    finish();
    expect(await Promise.all(calls.slice(0, 2))).toEqual([view('a'), view('b')]);
  });

  it('hands on that a service can not do it right now, with the time to wait', async () => {
    answer = () => Promise.reject(new ServiceUnavailable('the log is closed', 7));
    await serve();
    await expect(get('o-1')).rejects.toMatchObject({
      name: 'ServiceUnavailable',
      message: 'the log is closed',
      retryAfterSeconds: 7,
    });
  });

  it('tells nothing about an error that nobody foresaw', async () => {
    answer = () => Promise.reject(new Error('relation "secret" does not exist'));
    await serve();
    const error: unknown = await get('o-1').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RpcFailed);
    expect(error).toMatchObject({ message: 'rpc.v1.orders.get: Internal server error' });
    // Neither does the packet itself.
    const raw = await clientBroker.nats.request(SUBJECT, JSON.stringify({ pattern: SUBJECT, data: {}, id: '1' }));
    expect(raw.json()).toEqual({
      id: '1',
      isDisposed: true,
      err: { status: 'error', code: 'internal', message: 'Internal server error' },
    });
  });

  it('survives requests that are not packets', async () => {
    await serve();
    for (const nonsense of ['', '{', 'null', '42', '"text"', '[]']) clientBroker.nats.publish(SUBJECT, nonsense);
    expect(await get('o-1')).toEqual(view('o-1'));
    expect(serverBroker.connected).toBe(true);
  });

  it('finishes what runs when it is closed, and takes nothing new', async () => {
    let finish: () => void = () => {};
    const finished = new Promise<void>((resolve) => (finish = resolve));
    let begun = 0;
    answer = ({ input }) => {
      begun++;
      return finished.then(() => view(input.orderId));
    };
    const app = await serve();
    const running = get('o-1', 20_000);
    await eventually(() => expect(begun).toBe(1));
    let closed = false;
    const closing = app.close().then(() => (closed = true));
    await eventually(() => expect(get('o-2', 100)).rejects.toThrow(/nobody answers/));
    await serverBroker.nats.flush();
    await eventually(() => expect(get('o-3', 100)).rejects.toThrow(/nobody answers/));
    expect(closed).toBe(false);
    finish();
    expect(await running).toEqual(view('o-1'));
    await closing;
  });

  it('fails at once while disconnected, and for those who wait when the connection breaks', async () => {
    answer = () => new Promise(() => undefined);
    await serve({ drainMs: 10 });
    const waiting = expect(get('o-1', 60_000)).rejects.toThrow(
      'the connection to NATS was lost before the answer came',
    );
    await nats.kill9();
    await waiting;
    await expect(get('o-1', 60_000)).rejects.toThrow('not connected to NATS');

    await nats.restart();
    answer = ({ input }) => Promise.resolve(view(input.orderId));
    await eventually(async () => expect(await get('o-3')).toEqual(view('o-3')));
  });

  it('starts before its broker, and answers when that is there', async () => {
    await nats.kill9();
    const early = await connectNats({ url: nats.url, name: 'early', logger, firstConnectMs: 50 });
    expect(early.connected).toBe(false);
    await serve({ broker: early });
    await nats.restart();
    await eventually(async () => expect(await get('o-1')).toEqual(view('o-1')));
    await early.close();
  });
});
