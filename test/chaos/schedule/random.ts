/** Numbers that look random and are the same for the same seed: a campaign that failed can be run again. */
export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** From 0 up to 1, without 1 (mulberry32). */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** A whole number, both ends included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1));
  }

  /** @throws RangeError when there is nothing to choose from */
  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('nothing to choose from');
    return items[this.between(0, items.length - 1)]!;
  }

  shuffled<T>(items: readonly T[]): T[] {
    const result = [...items];
    for (let i = result.length - 1; i > 0; i--) {
      const other = this.between(0, i);
      [result[i], result[other]] = [result[other]!, result[i]!];
    }
    return result;
  }

  /** A source of its own: what is drawn from it doesn't shift what is drawn here later. */
  fork(): Random {
    return new Random(this.between(0, 2 ** 32 - 1));
  }
}

/** Deals the items in a random order, again and again: everything comes up before anything comes up twice. */
export class Deck<T> {
  private rest: T[] = [];

  constructor(
    private readonly items: readonly T[],
    private readonly random: Random,
  ) {}

  deal(): T {
    if (this.rest.length === 0) this.rest = this.random.shuffled(this.items);
    const [first] = this.rest.splice(0, 1);
    if (first === undefined) throw new RangeError('an empty deck');
    return first;
  }
}
