import { Places } from './places';

describe('places for jobs', () => {
  let now = 0;
  let places: Places;

  beforeEach(() => {
    now = 0;
    const limits = { brisk: 2, lingering: 3 };
    places = new Places(
      new Map([
        ['slow', limits],
        ['other', { brisk: 1, lingering: 0 }],
      ]),
      () => now,
    );
  });

  const take = (...ids: string[]): void => ids.forEach((id) => places.take('slow', id));
  const free = (): (number | undefined)[] => ['slow', 'other'].map((kind) => places.free().get(kind));

  it('are each kind’s own', () => {
    expect(free()).toEqual([2, 1]);
    take('a', 'b');
    expect(free()).toEqual([undefined, 1]);
    places.leave('slow', 'a');
    expect(free()).toEqual([1, 1]);
  });

  it('become free when their jobs linger, until too many do', () => {
    take('a', 'b');
    now = 99;
    expect(free()).toEqual([undefined, 1]);
    now = 100;
    expect(free()).toEqual([2, 1]);
    take('c', 'd');
    now = 200;
    // Three linger in places of their own, the fourth one in its old place.
    expect(free()).toEqual([1, 1]);
    take('e');
    now = 10_000;
    expect(free()).toEqual([undefined, 1]);
    places.leave('slow', 'a');
    expect(free()).toEqual([1, 1]);
  });

  it('stay taken where nothing may linger', () => {
    places.take('other', 'a');
    now = 10_000;
    expect(free()).toEqual([2, undefined]);
  });

  it('tell when the next job begins to linger', () => {
    expect(places.nextLingersInMs()).toBe(Infinity);
    take('a');
    now = 40;
    take('b');
    expect(places.nextLingersInMs()).toBe(60);
    now = 120;
    expect(places.nextLingersInMs()).toBe(20);
    now = 200;
    expect(places.nextLingersInMs()).toBe(Infinity);
  });
});
