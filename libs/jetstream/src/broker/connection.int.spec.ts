import { createLogger } from '@windrose/platform';
import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { BrokerDisconnected } from './broker-errors';
import { connectNats, type BrokerConnection } from './connection';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });

describe('BrokerConnection', () => {
  let nats: TestNats;
  let open: BrokerConnection[];

  beforeEach(async () => {
    open = [];
    nats = await startTestNats({ users: [{ user: 'orders', password: 'p@ss/word' }] });
  });

  afterEach(async () => {
    await Promise.all(open.map((connection) => connection.close()));
    await nats.stop();
  });

  async function connect(
    url: string,
    rest: { user?: string; password?: string; firstConnectMs?: number } = {},
  ): Promise<BrokerConnection> {
    const connection = await connectNats({ url, name: 'test', logger, ...rest });
    open.push(connection);
    return connection;
  }

  const withPassword = (): string => nats.url.replace('//', `//orders:${encodeURIComponent('p@ss/word')}@`);

  it('takes user and password from the URL', async () => {
    expect((await connect(withPassword())).connected).toBe(true);
  });

  it('takes user and password beside the URL', async () => {
    expect((await connect(nats.url, { user: 'orders', password: 'p@ss/word' })).connected).toBe(true);
  });

  it('takes several servers and finds the one that is there', async () => {
    expect(
      (
        await connect(
          `nats://127.0.0.1:1,${withPassword()}`.replace('//127', `//orders:${encodeURIComponent('p@ss/word')}@127`),
        )
      ).connected,
    ).toBe(true);
  });

  it('follows the connection down and up again, and keeps its subscriptions', async () => {
    const connection = await connect(withPassword());
    const changes: string[] = [];
    connection.onUp(() => changes.push('up'));
    connection.onDown(() => changes.push('down'));
    const heard: string[] = [];
    connection.nats.subscribe('news', { callback: (_, message) => void heard.push(message.string()) });
    await nats.kill9();
    await eventually(() => expect(connection.connected).toBe(false));
    await nats.restart();
    await connection.whenConnected(AbortSignal.timeout(5_000));
    expect(changes).toEqual(['down', 'up']);
    connection.nats.publish('news', 'again');
    await eventually(() => expect(heard).toEqual(['again']));
  });

  it('does not hold up a process that starts before its broker', async () => {
    await nats.kill9();
    const connection = await connect(withPassword(), { firstConnectMs: 50 });
    expect(connection.connected).toBe(false);
    expect(() => connection.nats).toThrow(BrokerDisconnected);
    await nats.restart();
    await eventually(() => expect(connection.connected).toBe(true));
  });

  it('does not tell its password in an error', async () => {
    await nats.kill9();
    const connection = await connect(withPassword(), { firstConnectMs: 1 });
    expect(() => connection.nats).toThrow(
      /^not connected to NATS: first connection to nats:\/\/127\.0\.0\.1:\d+ is pending$/,
    );
  });

  it('can be closed while it still tries to connect, and twice', async () => {
    await nats.kill9();
    const connection = await connect(withPassword(), { firstConnectMs: 1 });
    await connection.close();
    await connection.close();
    await nats.restart();
    expect(connection.connected).toBe(false);
  });
});
