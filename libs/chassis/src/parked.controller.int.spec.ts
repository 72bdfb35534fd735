import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { RequestContext } from '@windrose/contracts';
import { ParkedWork, type EventLog } from '@windrose/event-log';
import { connectNats, connectTransport, RpcClient, RpcServer, type BrokerConnection } from '@windrose/jetstream';
import { createLogger } from '@windrose/platform';
import { createTestLog, startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@windrose/testing';
import { ChassisModule } from './chassis.module';
import type { Machinery } from './machinery';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const DEADLINE = { deadlineMs: 5_000 };

describe('the calls about what a service has parked', () => {
  let nats: TestNats;
  let postgres: TestPostgres;
  let log: EventLog;
  let broker: BrokerConnection;
  let app: NestFastifyApplication;
  let rpc: RpcClient;

  beforeAll(async () => {
    [nats, postgres] = await Promise.all([startTestNats(), startTestPostgres()]);
    ({ log } = await createTestLog(postgres, 'shipping'));
    broker = await connectNats({ url: nats.url, name: 'shipping', logger });
    rpc = new RpcClient({ broker });
    // What the module makes injectable; nothing is relayed here.
    const machinery = { log, logger, broker, rpc, config: {}, readiness: {} } as Machinery;
    app = await NestFactory.create<NestFastifyApplication>(
      ChassisModule.of(machinery, new ParkedWork(log), []),
      new FastifyAdapter(),
      { logger: false },
    );
    connectTransport(app, new RpcServer({ broker, queue: 'shipping', logger }));
    await app.init();
    await app.startAllMicroservices();
    await broker.nats.flush();
  });
  afterAll(async () => {
    await app.close();
    await broker.close();
    await log.close();
    await Promise.all([nats.stop(), postgres.stop()]);
  });

  const buryJob = (id: string) =>
    log.pool.query(
      `insert into shipping.jobs (job_id, kind, key, data, meta, run_at, dead, died_at, attempt, last_error)
       values ($1, 'book', 'k', '{"a": 1}', '{}', now(), true, now(), 20, 'refused')`,
      [id],
    );
  const requested = (id?: string): RequestContext => ({
    actor: { type: 'operator', id: 'o' },
    correlationId: 'c',
    ...(id !== undefined && { request: { id, digest: 'd' } }),
  });

  it('list and show it', async () => {
    await buryJob('j-1');
    const entry = expect.objectContaining({ kind: 'dead letter', service: 'shipping', id: 'j-1', error: 'refused' });
    expect(await rpc.call('rpc.v1.shipping.parked-list', { limit: 5 }, requested(), DEADLINE)).toEqual({
      ok: true,
      value: [entry],
    });
    expect(await rpc.call('rpc.v1.shipping.parked-show', { id: 'j-1' }, requested(), DEADLINE)).toEqual({
      ok: true,
      value: { entry, history: [], line: [], data: { a: 1 } },
    });
    expect(await rpc.call('rpc.v1.shipping.parked-show', { id: 'j' }, requested(), DEADLINE)).toEqual({
      ok: false,
      refusal: { code: 'not_found', detail: 'shipping has nothing parked as j' },
    });
  });

  it('redrive and discard it once for a request', async () => {
    await buryJob('j-2');
    const redrive = (request?: string) =>
      rpc.call('rpc.v1.shipping.parked-redrive', { id: 'j-2' }, requested(request), DEADLINE);
    const discard = (request?: string) =>
      rpc.call('rpc.v1.shipping.parked-discard', { id: 'j-2', reason: 'void' }, requested(request), DEADLINE);
    const done = (status: 'redriven' | 'discarded') => ({
      ok: true,
      value: { service: 'shipping', id: 'j-2', status, entry: null },
    });
    expect(await redrive('r')).toEqual(done('redriven'));
    await log.pool.query('update shipping.jobs set dead = true');
    expect(await redrive('r')).toEqual({ ...done('redriven'), replayed: true });
    expect(await discard('s')).toEqual(done('discarded'));
    expect(await discard('s')).toEqual({ ...done('discarded'), replayed: true });
    expect(await discard()).toMatchObject({ ok: false, refusal: { code: 'not_found' } });
    const { rows } = await log.pool.query('select job_id, reason, discarded_by from shipping.discarded');
    expect(rows).toEqual([{ job_id: 'j-2', reason: 'void', discarded_by: 'operator:o' }]);
  });
});
