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
const TIMES = { heartbeatMs: 1, patienceMs: 60_000 };
const never = new AbortController().signal;

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
    const stream = eventStream({
      history: [placed],
      feed: feedOf(next),
      signal: stop.signal,
      expired: never,
      times: TIMES,
    });
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
    const stream = eventStream({
      history: [],
      feed,
      signal: never,
      expired: never,
      times: { ...TIMES, patienceMs: 20 },
    });
    stream.read(0);
    await once(stream, 'close');
    expect(rounds).toBeLessThan(5);
  });

  describe('when its reader’s time is up', () => {
    it('ends, though there is no news and its feed waits for some', async () => {
      const expiry = new AbortController();
      const feed = feedOf(() => {
        expiry.abort();
        return new Promise(() => undefined);
      });
      const stream = eventStream({ history: [], feed, signal: never, expired: expiry.signal, times: TIMES });
      stream.resume();
      await once(stream, 'end');
    });

    it('ends without what its feed found by then', async () => {
      const expiry = new AbortController();
      const feed = feedOf(() => {
        expiry.abort();
        return Promise.resolve([placed]);
      });
      const chunks: string[] = [];
      const stream = eventStream({ history: [], feed, signal: never, expired: expiry.signal, times: TIMES });
      for await (const chunk of stream) chunks.push(String(chunk));
      expect(chunks).toEqual([': events of orders\nretry: 1000\n\n']);
    });

    it('is cut off when nobody has taken what it gave', async () => {
      const expiry = new AbortController();
      const feed = feedOf(() => Promise.resolve([placed]));
      const stream = eventStream({ history: [], feed, signal: never, expired: expiry.signal, times: TIMES });
      let ended = false;
      stream.once('end', () => (ended = true)).read(0);
      await once(stream, 'readable');
      expiry.abort();
      await once(stream, 'close');
      expect(ended).toBe(false);
    });

    it('says nothing at all when it was up before', async () => {
      const feed = feedOf(() => Promise.reject(new Error('is not asked')));
      const expired = AbortSignal.abort();
      const stream = eventStream({ history: [placed], feed, signal: never, expired, times: TIMES });
      for await (const chunk of stream) throw new Error(String(chunk));
    });
  });
});
