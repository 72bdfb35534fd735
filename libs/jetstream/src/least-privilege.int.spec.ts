import { randomBytes } from 'node:crypto';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import { SERVICES, streamNameOf, type Service } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import { createLogger, newId } from '@windrose/platform';
import {
  createTestLog,
  eventually,
  startTestNats,
  startTestPostgres,
  type TestNats,
  type TestPostgres,
} from '@windrose/testing';
import { connectNats, type BrokerConnection } from './broker/connection';
import { inboxPrefixOf, permissionsOf } from './broker/permissions';
import type { EventContext } from './consumer/event-context';
import { JetStreamStrategy } from './consumer/jetstream-strategy';
import { Relay } from './mirror/relay';
import { RpcClient } from './rpc/rpc-client';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const META = {
  actor: { type: 'service', id: 'test' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
} as const;
const PASSWORD = randomBytes(8).toString('hex');
const ADMIN = { user: 'admin', password: PASSWORD };

describe('with no more rights than they need', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let admin: NatsConnection;
  const logs: EventLog[] = [];

  beforeAll(async () => {
    const users = SERVICES.map((service) => ({
      user: service,
      password: PASSWORD,
      permissions: permissionsOf(service),
    }));
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats({ users: [ADMIN, ...users] })]);
    admin = await connect({ servers: nats.url, user: 'admin', pass: PASSWORD });
    const { streams } = await jetstreamManager(admin);
    for (const service of SERVICES.filter((each) => each !== 'orders')) {
      await streams.add({ name: streamNameOf(service), subjects: [`evt.${service}.>`] });
    }
  });

  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await admin.close();
    await Promise.all([postgres.stop(), nats.stop()]);
  });

  function connectAs(service: Service): Promise<BrokerConnection> {
    const inboxPrefix = inboxPrefixOf(service);
    return connectNats({ url: nats.url, name: service, user: service, password: PASSWORD, inboxPrefix, logger });
  }

  it('a relay fills its mirror, another service consumes it, and one answers the other', async () => {
    const [ordersBroker, inventoryBroker] = await Promise.all([connectAs('orders'), connectAs('inventory')]);
    const { log, databaseUrl } = await createTestLog(postgres, 'orders');
    const { log: own } = await createTestLog(postgres, 'inventory');
    logs.push(log, own);
    const relay = new Relay({ log, broker: ordersBroker, databaseUrl, logger });
    relay.start();
    const events = new JetStreamStrategy({ log: own, broker: inventoryBroker, logger });
    const handled: number[] = [];
    events.addHandler(
      'orders.OrderPlaced',
      async (_: unknown, context?: EventContext) => void handled.push(context!.event.position),
      true,
    );
    events.listen((error) => expect(error).toBeUndefined());

    for (let i = 0; i < 3; i++) {
      const key = newId();
      await log.append({
        stream: { id: `order-${key}`, key },
        expectedVersion: 0,
        events: [{ type: 'OrderPlaced', data: {} }],
        meta: META,
      });
    }
    await eventually(() => expect(handled).toEqual([1, 2, 3]));

    const subject = 'rpc.v1.inventory.get-entries';
    const entries = { ok: true, value: { entries: [] } };
    const answer = JSON.stringify({ id: '1', isDisposed: true, response: entries });
    inventoryBroker.nats.subscribe(subject, { callback: (_, request) => void request.respond(answer) });
    await inventoryBroker.nats.flush();
    const client = new RpcClient({ broker: ordersBroker });
    const context = { actor: META.actor, correlationId: 'c' };
    expect(await client.call(subject, { skus: [] }, context, { deadlineMs: 10_000 })).toEqual(entries);

    await events.close();
    await relay.stop();
    await Promise.all([ordersBroker.close(), inventoryBroker.close()]);
  });

  describe('orders', () => {
    let orders: NatsConnection;
    let refused: string[];

    beforeAll(async () => {
      const inboxPrefix = inboxPrefixOf('orders');
      orders = await connect({ servers: nats.url, user: 'orders', pass: PASSWORD, inboxPrefix });
      void (async () => {
        for await (const status of orders.status()) {
          if (status.type === 'error' && status.error instanceof PermissionViolationError) {
            refused.push(`${status.error.operation} ${status.error.subject}`);
          }
        }
      })();
    });

    beforeEach(() => {
      refused = [];
    });

    afterAll(() => orders.close());

    it.each([
      ["another's event", 'evt.payments.00.o1.PaymentAuthorized'],
      ['what no service owns', 'evt.nobody.00.o1.X'],
      ["the deletion of another's stream", '$JS.API.STREAM.DELETE.PAYMENTS'],
      ["the declaration of another's stream", '$JS.API.STREAM.UPDATE.INVENTORY'],
      ['a stream beside its own', '$JS.API.STREAM.CREATE.OTHER'],
      ['the deletion of a message', '$JS.API.STREAM.MSG.DELETE.ORDERS'],
      ['a purge', '$JS.API.STREAM.PURGE.ORDERS'],
      ['a look into a stream that it does not consume', '$JS.API.STREAM.MSG.GET.CUSTOMERS'],
      ['a consumer of such a stream', '$JS.API.CONSUMER.CREATE.CUSTOMERS'],
      ['a consumer that stays', '$JS.API.CONSUMER.DURABLE.CREATE.INVENTORY.mine'],
      ["the deletion of another's consumer", '$JS.API.CONSUMER.DELETE.INVENTORY.theirs'],
      ['a list of the streams', '$JS.API.STREAM.NAMES'],
      ['a call that it has no need of', 'rpc.v1.inventory.adjust-stock'],
      ["an answer in the broker's name", '_INBOX_edge.abc.1'],
      ['an answer to a service that never asks it', '_INBOX_customers.answers.abc.1'],
    ])('is refused %s', async (_, subject) => {
      const heard = admin.subscribe(subject, { callback: () => void refused.push('it got through') });
      await admin.flush();
      orders.publish(subject, '{}');
      await eventually(() => expect(refused).toEqual([`publish ${subject}`]));
      heard.unsubscribe();
    });

    it.each(['>', 'evt.>', 'evt.customers.>', 'rpc.v1.customers.log-in', '_INBOX_edge.>', '_INBOX.>', '$JS.API.>'])(
      'may not listen on %s',
      async (subject) => {
        orders.subscribe(subject, { callback: () => undefined });
        await eventually(() => expect(refused).toEqual([`subscription ${subject}`]));
      },
    );

    it('has lost nothing that the others have by its tries', async () => {
      const { streams } = await jetstreamManager(admin);
      const { state } = await streams.info('PAYMENTS');
      expect(state.messages).toBe(0);
    });
  });

  it('nobody gets in without a password', async () => {
    await expect(connect({ servers: nats.url, reconnect: false })).rejects.toThrow(/authorization/i);
    await expect(connect({ servers: nats.url, user: 'orders', pass: 'x', reconnect: false })).rejects.toThrow(
      /authorization/i,
    );
  });
});
