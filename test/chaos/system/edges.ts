import type { System } from './system';

/** Where the edges are. While a launcher is being replaced nobody says so; they will be where they were. */
export class Edges {
  private last: readonly string[] = [];

  constructor(private readonly system: System) {}

  get urls(): readonly string[] {
    try {
      const now = Object.values(this.system.run.processes).flatMap(({ url }) => url ?? []);
      if (now.length > 0) this.last = now;
    } catch {
      // There is no run.json right now.
    }
    return this.last;
  }
}
