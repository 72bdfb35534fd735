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
import { connectNats } from './broker/connection';
import type { EventContext } from './consumer/event-context';
import { JetStreamStrategy } from './consumer/jetstream-strategy';
import { Relay } from './mirror/relay';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const META = {
  actor: { type: 'service', id: 'test' },
  tenant: 'default',
  causationId: null,
  correlationId: 'c',
} as const;

/** All that a service may do at the broker: write its own mirror, read others', and get answers. */
const orders = {
  user: 'orders',
  password: 'secret',
  permissions: {
    publish: [
      'evt.orders.>',
      ...['STREAM.CREATE', 'STREAM.UPDATE', 'STREAM.INFO', 'STREAM.MSG.GET'].map((call) => `$JS.API.${call}.ORDERS`),
    ],
    subscribe: ['_orders.>'],
  },
};
const inventory = {
  user: 'inventory',
  password: 'secret',
  permissions: {
    publish: ['$JS.API.CONSUMER.CREATE.ORDERS', '$JS.API.CONSUMER.INFO.ORDERS.*', '$JS.API.CONSUMER.MSG.NEXT.ORDERS.*'],
    subscribe: ['_inventory.>'],
  },
};

describe('with no more rights than they need', () => {
  let postgres: TestPostgres;
  let nats: TestNats;
  let logs: EventLog[];

  beforeAll(async () => {
    [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats({ users: [orders, inventory] })]);
    logs = [];
  });

  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await Promise.all([postgres.stop(), nats.stop()]);
  });

  it('a relay fills its mirror and another service consumes it', async () => {
    const connect = ({ user, password }: typeof orders) =>
      connectNats({ url: nats.url, name: user, user, password, inboxPrefix: `_${user}`, logger });
    const [ordersBroker, inventoryBroker] = await Promise.all([connect(orders), connect(inventory)]);
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
    await events.close();
    await relay.stop();
    await Promise.all([ordersBroker.close(), inventoryBroker.close()]);
  });
});
