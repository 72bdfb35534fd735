import type { GroupOutcome } from '../outcome';
import { bytesOf, readOnceBy, type Atom } from './atom';

/** What one call carries at most. Larger calls lengthen everybody's wait without doing more per second. */
const MAX_UNITS = 200;
const MAX_BYTES = 2 * 1024 * 1024;

/** An atom that somebody waits for. */
export interface Waiting {
  readonly atom: Atom;
  readonly resolve: (outcome: GroupOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface Entry extends Waiting {
  readonly bytes: number;
  readonly readOnce: readonly string[];
}

/** The atoms that wait for the next call, in the order of their arrival. */
export class AppendQueue {
  private readonly entries: Entry[] = [];

  get length(): number {
    return this.entries.length;
  }

  add({ atom, resolve, reject }: Waiting): void {
    this.entries.push({ atom, resolve, reject, bytes: bytesOf(atom), readOnce: readOnceBy(atom) });
  }

  /** Takes as many from the front as go into one call: at least one, if any waits. */
  takeCall(): Waiting[] {
    let units = 0;
    let bytes = 0;
    const readOnce = new Set<string>();
    let end = 0;
    for (const entry of this.entries) {
      units += entry.atom.units.length;
      bytes += entry.bytes;
      if (end > 0 && (units > MAX_UNITS || bytes > MAX_BYTES || entry.readOnce.some((name) => readOnce.has(name))))
        break;
      for (const name of entry.readOnce) readOnce.add(name);
      end++;
    }
    return this.entries.splice(0, end);
  }
}
