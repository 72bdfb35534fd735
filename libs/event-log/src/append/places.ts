import { present } from '../present';

/** Everything of one kind that a call locks, in the order of locking, and where each one stands in it (from 1). */
export class Places<T> {
  readonly sorted: readonly T[];
  private readonly places = new Map<string, number>();

  constructor(byName: ReadonlyMap<string, T>) {
    const names = [...byName.keys()].sort();
    names.forEach((name, i) => this.places.set(name, i + 1));
    this.sorted = names.map((name) => present(byName.get(name)));
  }

  of(name: string): number {
    return present(this.places.get(name));
  }
}
