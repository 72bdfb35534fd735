import { present } from '../present';

/** Everything of one kind that a call locks, in the order of locking, and where each one stands in it (from 1). */
export class Places<T> {
  readonly sorted: readonly T[];
  private readonly places = new Map<string, number>();

  constructor(byName: ReadonlyMap<string, T>) {
    const entries = [...byName].sort(([a], [b]) => (a < b ? -1 : 1));
    this.sorted = entries.map(([, entry]) => entry);
    entries.forEach(([name], i) => this.places.set(name, i + 1));
  }

  of(name: string): number {
    return present(this.places.get(name));
  }
}
