import { StorageType, type JetStreamManager, jetstreamManager, jetstream } from '@nats-io/jetstream';
import { createLogger } from '@windrose/platform';
import { startTestNats, type TestNats } from '@windrose/testing';
import { StreamMismatch } from '../broker/broker-errors';
import { connectNats, type BrokerConnection } from '../broker/connection';
import { StreamApi } from '../broker/stream-api';
import { logIdIn } from './log-identity';
import type { MirrorOptions } from './mirror-config';
import { MirrorStream } from './mirror-stream';

const LOG = { service: 'orders', logId: '01a1fc49-33bc-74f9-93c0-c6b092ed7233' } as const;
const DAY_NANOS = 86_400 * 1e9;

describe('MirrorStream', () => {
  let nats: TestNats;
  let broker: BrokerConnection;
  let manager: JetStreamManager;

  beforeAll(async () => {
    nats = await startTestNats();
    broker = await connectNats({ url: nats.url, name: 'test', logger: createLogger('test', { LOG_LEVEL: 'silent' }) });
    manager = await jetstreamManager(broker.nats, { checkAPI: false });
  });

  afterAll(async () => {
    await broker.close();
    await nats.stop();
  });

  afterEach(() => manager.streams.delete('ORDERS').catch(() => false));

  const stream = (options?: MirrorOptions): MirrorStream => new MirrorStream(new StreamApi(broker), LOG, options);
  const config = async () => (await manager.streams.info('ORDERS')).config;

  it('declares what a mirror is, and says whose it is', async () => {
    await stream().declare();
    const found = await config();
    expect(found).toMatchObject({
      subjects: ['evt.orders.>'],
      storage: 'file',
      retention: 'limits',
      discard: 'old',
      deny_delete: true,
      max_age: 7 * DAY_NANOS,
      max_bytes: -1,
      num_replicas: 1,
    });
    expect(logIdIn(found.description)).toBe(LOG.logId);
  });

  it('leaves one alone that is as declared, with its messages', async () => {
    await stream().declare();
    await jetstream(broker.nats).publish('evt.orders.00.1.OrderPlaced', '{}');
    const before = await manager.streams.info('ORDERS');
    await stream().declare();
    const after = await manager.streams.info('ORDERS');
    expect(after.created).toBe(before.created);
    expect(after.state.messages).toBe(1);
  });

  it('changes what can be changed', async () => {
    await stream().declare();
    await stream({ maxAgeMs: 3_600_000, maxBytes: 10_000_000 }).declare();
    expect(await config()).toMatchObject({ max_age: 3_600 * 1e9, max_bytes: 10_000_000 });
  });

  it('may be declared by two at once', async () => {
    await Promise.all([stream().declare(), stream().declare()]);
    expect((await config()).subjects).toEqual(['evt.orders.>']);
  });

  it('says which setting can not be changed', async () => {
    const { description } = await stream().declare().then(config);
    await manager.streams.delete('ORDERS');
    await manager.streams.add({ name: 'ORDERS', subjects: ['evt.orders.>'], storage: StorageType.Memory, description });
    await expect(stream().declare()).rejects.toThrow(StreamMismatch);
    await expect(stream().declare()).rejects.toThrow(/stream ORDERS can't be changed as declared/);
    expect((await config()).storage).toBe('memory');
  });

  it('does not take over somebody else’s stream of that name', async () => {
    await manager.streams.add({ name: 'ORDERS', subjects: ['shop.orders'] });
    await expect(stream().declare()).rejects.toThrow(
      'stream ORDERS belongs to no log, but subjects is ["shop.orders"] instead of ["evt.orders.>"]',
    );
    expect((await config()).subjects).toEqual(['shop.orders']);
  });

  it('does not share its subjects with another stream', async () => {
    await manager.streams.add({ name: 'OTHER', subjects: ['evt.>'] });
    await expect(stream().declare()).rejects.toThrow(StreamMismatch);
    await manager.streams.delete('OTHER');
  });

  it('only binds to a stream that other tools provision, and checks that it can be a mirror', async () => {
    await expect(stream({ bindOnly: true }).declare()).rejects.toThrow(
      "stream ORDERS doesn't exist and is not ours to create",
    );
    await manager.streams.add({
      name: 'ORDERS',
      subjects: ['evt.orders.>'],
      max_age: DAY_NANOS,
      description: 'by the platform team',
    });
    await stream({ bindOnly: true }).declare();
    expect(await config()).toMatchObject({ max_age: DAY_NANOS, description: 'by the platform team' });

    await manager.streams.update('ORDERS', { max_msgs_per_subject: 1 });
    await expect(stream({ bindOnly: true }).declare()).rejects.toThrow('max_msgs_per_subject is 1 instead of -1');
  });
});
