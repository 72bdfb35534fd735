import type { OrderView } from '@windrose/contracts';
import { ServiceUnavailable } from '@windrose/platform';
import { OrderNews } from './order-news';
import { OrderWait, type Wait } from './order-wait';
import { Stopping } from './stopping';

class TestNews extends OrderNews {
  readonly listeners = new Set<() => void>();

  follow(_orderId: string, listener: () => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  tell(): void {
    for (const listener of this.listeners) listener();
  }
}

const order = (status: OrderView['status'], version: number): OrderView => ({ id: 'o', status, version }) as OrderView;

describe('OrderWait', () => {
  const news = new TestNews();
  let stopping: Stopping;
  let waiting: OrderWait;
  let current: OrderView;
  let reads: number;

  beforeEach(() => {
    stopping = new Stopping();
    waiting = new OrderWait(news, stopping);
    current = order('pending', 1);
    reads = 0;
  });
  afterEach(() => expect(news.listeners.size).toBe(0));

  const wait = (overrides: Partial<Wait> = {}): Promise<OrderView | null> =>
    waiting.until({
      orderId: 'o',
      seconds: 5,
      read: async () => {
        reads++;
        return current;
      },
      done: (seen) => seen.status !== 'pending',
      gone: new AbortController().signal,
      ...overrides,
    });

  it('answers at once when nothing is left to wait for', async () => {
    current = order('confirmed', 3);
    expect(await wait()).toBe(current);
    expect(reads).toBe(1);
  });

  it('looks again at every news and answers with the first order that will do', async () => {
    const answer = wait({
      read: async () => {
        reads++;
        // One more fact with every look, told while the look is under way.
        current = order(reads < 4 ? 'pending' : 'confirmed', reads);
        setImmediate(() => news.tell());
        return current;
      },
    });
    expect(await answer).toMatchObject({ status: 'confirmed', version: 4 });
    expect(reads).toBe(4);
  });

  it('finds out by itself when the news got lost', async () => {
    const answer = wait();
    current = order('confirmed', 2);
    expect(await answer).toMatchObject({ status: 'confirmed' });
    expect(reads).toBe(2);
  });

  it('gives up after the time with what it saw last', async () => {
    const startedAt = performance.now();
    expect(await wait({ seconds: 0.2 })).toMatchObject({ status: 'pending' });
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(195);
    expect(reads).toBe(2);
  });

  it('survives a look that fails', async () => {
    const answer = wait({
      read: async () => {
        if (++reads === 1) throw new ServiceUnavailable('restarting');
        return order('rejected', 2);
      },
    });
    expect(await answer).toMatchObject({ status: 'rejected' });
  });

  it('has no order to show when every look failed', async () => {
    const read = (): Promise<OrderView> => Promise.reject(new ServiceUnavailable('down'));
    expect(await wait({ seconds: 0.1, read })).toBeNull();
  });

  it('ends when the client has gone and when the process stops', async () => {
    const gone = new AbortController();
    const first = wait({ gone: gone.signal });
    const second = wait();
    gone.abort();
    expect(await first).toMatchObject({ status: 'pending' });
    stopping.onModuleDestroy();
    expect(await second).toMatchObject({ status: 'pending' });
    expect(await wait()).toBeNull();
  });
});
