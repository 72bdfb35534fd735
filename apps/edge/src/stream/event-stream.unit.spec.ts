import { once } from 'node:events';
import { FakeLogs, loggedOf } from '../fixtures/fake-logs';
import type { EventFeed, PlacedEvent } from './event-feed';
import { eventStream } from './event-stream';
import { placeAt } from './place';

const logs = new FakeLogs();
logs.append('orders', 'o1', 'OrderPlaced');
const event = loggedOf('orders', logs.read('orders', 0, 1, 1)[0]!);
const placed: PlacedEvent = { event, place: placeAt((service) => (service === 'orders' ? 1 : 0)) };
const feedOf = (next: () => Promise<readonly PlacedEvent[]>) => ({ next }) as unknown as EventFeed;
const TIMES = { heartbeatMs: 1, patienceMs: 60_000, lifeMs: 60_000 };

describe('eventStream', () => {
  it('opens, tells what there is, says that it lives, and ends when its signal aborts', async () => {
    const stop = new AbortController();
    const rounds: (readonly PlacedEvent[])[] = [[placed], []];
    const next = (): Promise<readonly PlacedEvent[]> => {
      const round = rounds.shift();
      if (round === undefined) stop.abort();
      return Promise.resolve(round ?? []);
    };
    const chunks: string[] = [];
    const stream = eventStream({ history: [placed], feed: feedOf(next), signal: stop.signal, times: TIMES });
    for await (const chunk of stream) chunks.push(String(chunk));
    const [opening, told, heartbeat, ...more] = chunks;
    expect(opening).toMatch(/^: .*\nretry: 1000\n\nid: 0\.1\.0\.0\.0\.0\nevent: OrderPlaced\ndata: \{.*\}\n\n$/);
    expect(told).toBe(opening?.slice(opening.indexOf('id: ')));
    expect(told).not.toMatch(/"(?:orderId":"o1","bytes|bytes)"/);
    expect(heartbeat).toMatch(/^: .*\n\n$/);
    expect(more).toEqual([]);
  });

  it('makes no more than its reader takes, and is cut off when nobody takes anything', async () => {
    let rounds = 0;
    const feed = feedOf(() => {
      rounds++;
      return Promise.resolve([placed]);
    });
    const { signal } = new AbortController();
    const stream = eventStream({ history: [], feed, signal, times: { ...TIMES, patienceMs: 20 } });
    stream.read(0);
    await once(stream, 'close');
    expect(rounds).toBeLessThan(5);
  });

  it('ends when it has lived long enough', async () => {
    const feed = feedOf(() => Promise.resolve([]));
    const { signal } = new AbortController();
    const stream = eventStream({ history: [], feed, signal, times: { ...TIMES, lifeMs: 0 } });
    stream.resume();
    await once(stream, 'end');
  });
});
