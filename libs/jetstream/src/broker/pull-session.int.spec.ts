import { createLogger } from '@windrose/platform';
import { eventually, startTestNats, type TestNats } from '@windrose/testing';
import { jetstreamManager } from '@nats-io/jetstream';
import { connectNats, type BrokerConnection } from './connection';
import { PullSession } from './pull-session';
import { StreamApi } from './stream-api';

const logger = createLogger('test', { LOG_LEVEL: 'silent' });
const STREAM = 'NEWS';

describe('PullSession', () => {
  let nats: TestNats;
  let broker: BrokerConnection;
  let session: PullSession | undefined;
  let received: number[];
  let requestEnds: number;

  beforeEach(async () => {
    session = undefined;
    received = [];
    requestEnds = 0;
    nats = await startTestNats();
    broker = await connectNats({ url: nats.url, name: 'test', logger });
    const manager = await jetstreamManager(broker.nats);
    await manager.streams.add({ name: STREAM, subjects: ['news.>'] });
  });

  afterEach(async () => {
    session?.close();
    await broker.close();
    await nats.stop();
  });

  async function open(onRunningOut?: () => void): Promise<PullSession> {
    session = await PullSession.open(broker, new StreamApi(broker), {
      stream: STREAM,
      startSequence: 1,
      onMessage: (_, { sequence }) => void received.push(sequence),
      onRequestEnd: () => void requestEnds++,
      ...(onRunningOut && { onRunningOut }),
    });
    return session;
  }

  async function publish(count: number): Promise<void> {
    for (let index = 0; index < count; index++) broker.nats.publish('news.local', `${index}`);
    await broker.nats.flush();
  }

  it('tells when all that was asked for has come', async () => {
    const opened = await open();
    opened.request(3);
    await publish(4);
    await eventually(() => expect(requestEnds).toBe(1));
    expect(received).toEqual([1, 2, 3]);
    expect(opened.outstanding).toBe(0);
    opened.request(2);
    await eventually(() => expect(received).toEqual([1, 2, 3, 4]));
    expect(opened.outstanding).toBe(1);
  });

  it('awaits nothing more once its requests have expired, whichever of several the server has served', async () => {
    const opened = await open();
    // Served in turns, the second is full while the first, asked for earlier, still waits.
    opened.request(9);
    opened.request(5);
    await publish(11);
    await eventually(() => expect(received).toHaveLength(11));
    expect(opened.outstanding).toBe(3);
    await eventually(() => expect(opened.outstanding).toBe(0));
    expect(requestEnds).toBe(1);
  });

  it('keeps messages flowing while requests expire one after the other', async () => {
    let runsOut = 0;
    const opened = await open(() => {
      runsOut++;
      opened.request(10_000);
    });
    opened.request(10_000);
    let published = 0;
    while (runsOut < 5) {
      await publish(1);
      published++;
      // An expired request taken for an open one would end the session by its silence.
      await eventually(() => expect(received).toHaveLength(published));
    }
    expect(received).toEqual([...received.keys()].map((index) => index + 1));
  });
});
