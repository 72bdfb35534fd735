import type { StoredEvent } from '../event';
import type { ReadAllOptions } from '../read/read-all-options';
import type { CommitMemory } from './commit-memory';

/** What is kept at most: about as much as a relay and a projection are behind on a busy system. */
const MOST_EVENTS = 2_048;
const MOST_CHARACTERS = 4 * 1024 * 1024;

/**
 * The end of the log as this process wrote it, in memory: relay and projections follow right behind the appends, and
 * need not ask the database for what has just been sent there. It holds one unbroken run of positions, only of
 * committed events; where another process appended in between, it starts anew.
 */
export class RecentEvents implements CommitMemory {
  private events: StoredEvent[] = [];
  private characters = 0;
  /** How far the database has said that the log goes. An append's answer may still be on its way then. */
  private toldHead = 0;

  add(committed: readonly StoredEvent[]): void {
    const first = committed[0];
    if (first === undefined) return;
    const last = this.events.at(-1);
    if (last !== undefined && first.position !== last.position + 1) this.forget();
    for (const event of committed) this.events.push(event);
    this.characters += charactersOf(committed);
    if (this.events.length > MOST_EVENTS || this.characters > MOST_CHARACTERS) this.forgetHalf();
  }

  /** What `readAll` would give; undefined when only the database can tell. */
  read({ after, limit, upTo, types }: ReadAllOptions): StoredEvent[] | undefined {
    const first = this.events[0]?.position;
    const last = this.events.at(-1)?.position;
    if (first === undefined || last === undefined) return undefined;
    if (after + 1 < first || after >= last || (upTo ?? this.toldHead) > last) return undefined;
    const from = after + 1 - first;
    if (types === undefined) return this.events.slice(from, Math.min(from + limit, (upTo ?? last) + 1 - first));
    const found = this.events.slice(from, (upTo ?? last) + 1 - first).filter(({ type }) => types.includes(type));
    return found.length > limit ? found.slice(0, limit) : found;
  }

  /** Somebody was told that the log goes up to there: who reads after that must find it all. */
  told(head: number): void {
    this.toldHead = Math.max(this.toldHead, head);
  }

  clear(): void {
    this.forget();
    this.toldHead = 0;
  }

  private forget(): void {
    this.events = [];
    this.characters = 0;
  }

  /** Half at once, so that forgetting costs little for each event. */
  private forgetHalf(): void {
    this.events = this.events.slice(this.events.length >> 1);
    this.characters = charactersOf(this.events);
    if (this.characters > MOST_CHARACTERS) this.forget();
  }
}

function charactersOf(events: readonly StoredEvent[]): number {
  return events.reduce((sum, { dataText, metaText }) => sum + dataText.length + metaText.length, 0);
}
