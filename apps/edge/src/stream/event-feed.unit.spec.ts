import fc from 'fast-check';
import { FakeLogs, loggedOf } from '../fixtures/fake-logs';
import { Bell } from '../prefer/bell';
import { EventFeed, type FeedOptions, type PlacedEvent } from './event-feed';
import type { Tails } from './log-follower';
import { LogTail } from './log-tail';
import { placeAt, TELLERS, type Place, type Teller } from './place';

/** What happened: in which log, because of which earlier event (counted back; 0: none), for which order. */
const happenings = fc.array(
  fc.record({ teller: fc.constantFrom(...TELLERS), cause: fc.nat(3), order: fc.constantFrom('o1', 'o2') }),
  { minLength: 1, maxLength: 60 },
);

class World {
  readonly logs = new FakeLogs();
  readonly bell = new Bell();
  readonly ids: string[] = [];
  readonly tails: Tails;

  constructor(pageSize = 2) {
    const tailOf = (service: Teller) =>
      new LogTail(
        (after, upTo = Infinity) =>
          Promise.resolve(this.logs.read(service, after, upTo, pageSize).map((row) => loggedOf(service, row))),
        0,
      );
    this.tails = Object.fromEntries(TELLERS.map((service) => [service, tailOf(service)])) as Record<Teller, LogTail>;
  }

  happen({ teller, cause, order }: { teller: Teller; cause: number; order: string }): void {
    const causationId = cause === 0 ? null : (this.ids.at(-cause) ?? null);
    this.ids.push(this.logs.append(teller, order, 'Happened', causationId));
  }

  /** One service's news arrive. */
  async hear(service: Teller): Promise<void> {
    await this.tails[service].catchUp();
    this.bell.ring();
  }

  feed(place: Place, options: Partial<FeedOptions> = {}): EventFeed {
    const refresh = async (): Promise<void> => {
      await Promise.all(TELLERS.map((service) => this.tails[service].catchUp()));
    };
    const { signal } = new AbortController();
    const following = { tails: this.tails, bell: this.bell, refresh };
    return new EventFeed({ following, place, wants: () => true, signal, ...options });
  }
}

const START = placeAt(() => 0);

describe('EventFeed', () => {
  it('tells every event once, after its cause and in its log’s order, whoever is heard first and wherever it is resumed', async () => {
    await fc.assert(
      fc.asyncProperty(happenings, fc.array(fc.nat(5)), fc.nat(), async (happened, heard, cutSeed) => {
        const world = new World();
        const told: PlacedEvent[] = [];
        let feed = world.feed(START);
        for (const [i, one] of happened.entries()) {
          world.happen(one);
          if (heard[i] !== undefined) await world.hear(TELLERS[heard[i]]!);
          const events = await feed.next(0);
          told.push(...events);
          // The connection is cut, in the middle of what was sent: only a part of it arrived.
          if (i === cutSeed % happened.length && events.length > 0) {
            const lost = cutSeed % events.length;
            told.splice(told.length - lost, lost);
            feed = world.feed(told.at(-1)?.place ?? START, { told: told.map(({ event }) => event.id) });
          }
        }
        for (const service of TELLERS) await world.hear(service);
        for (let events = await feed.next(0); events.length > 0; events = await feed.next(0)) told.push(...events);

        expect(told.map(({ event }) => event.id).sort()).toEqual([...world.ids].sort());
        const seen = new Map(told.map(({ event }, i) => [event.id, i]));
        told.forEach(({ event }, i) => {
          if (event.causationId !== null) expect(seen.get(event.causationId)).toBeLessThan(i);
        });
        for (const service of TELLERS) {
          const positions = told.flatMap(({ event }) => (event.service === service ? [event.position] : []));
          expect(positions).toEqual(positions.map((_, i) => i + 1));
        }
      }),
      { numRuns: 200 },
    );
  });

  it('passes over what its reader may not see, and does not come back to it', async () => {
    const world = new World();
    for (const order of ['o1', 'o2', 'o2', 'o1', 'o2']) world.happen({ teller: 'orders', cause: 0, order });
    await world.hear('orders');
    const asked: number[] = [];
    const feed = world.feed(START, {
      wants: ({ orderId, position }) => {
        asked.push(position);
        return Promise.resolve(orderId === 'o1');
      },
    });
    const events = await feed.next(0);
    expect(events.map(({ event, place }) => [event.position, place.orders])).toEqual([
      [1, 1],
      [4, 4],
    ]);
    expect(await feed.next(0)).toEqual([]);
    expect(asked).toEqual([1, 2, 3, 4, 5]);
  });

  it('waits for news, and no longer when its signal aborts', async () => {
    const world = new World();
    const stop = new AbortController();
    stop.signal.addEventListener('abort', () => world.bell.ring());
    const feed = world.feed(START, { signal: stop.signal });
    const next = feed.next(60_000);
    world.happen({ teller: 'orders', cause: 0, order: 'o1' });
    await world.hear('orders');
    expect(await next).toHaveLength(1);
    const last = feed.next(60_000);
    stop.abort();
    expect(await last).toEqual([]);
  });

  it('reads logs that are far behind in step: by time, whatever the lengths of their pages', async () => {
    const world = new World(50);
    // Each order has two events in one log and one in another: pages of equal length end at different times.
    for (let i = 0; i < 600; i++) world.happen({ teller: i % 3 === 0 ? 'payments' : 'orders', cause: 0, order: 'o1' });
    for (const service of TELLERS) await world.tails[service].catchUp();
    const feed = world.feed(START);
    const told: string[] = [];
    for (let events = await feed.next(0); events.length > 0; events = await feed.next(0)) {
      told.push(...events.map(({ event }) => event.id));
    }
    expect(told).toEqual(world.ids);
  });

  it('comes on though the clock of a log steps back', async () => {
    const world = new World(50);
    for (let i = 0; i < 500; i++) {
      world.logs.ms -= 5;
      world.happen({ teller: i % 2 === 0 ? 'payments' : 'orders', cause: 0, order: 'o1' });
    }
    for (const service of TELLERS) await world.tails[service].catchUp();
    const feed = world.feed(START);
    let told = 0;
    for (let events = await feed.next(0); events.length > 0; events = await feed.next(0)) told += events.length;
    expect(told).toBe(500);
  });
});
