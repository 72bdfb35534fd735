import { ServiceUnavailable } from '@windrose/platform';
import { LRUCache } from 'lru-cache';
import { mergeStory } from '../story/merge-story';
import type { LoggedEvent } from './log-pages';
import type { Following } from './log-follower';
import { placeAt, TELLERS, type Place, type Teller } from './place';

/** Events of one log that are looked at in one go. */
const PAGE = 200;
/** Events that are remembered as told, to know that the cause of another one has been told. */
const REMEMBERED = 5_000;

/** An event, and the place from which a stream that told of it goes on. */
export interface PlacedEvent {
  readonly event: LoggedEvent;
  readonly place: Place;
}

interface Page {
  readonly service: Teller;
  readonly events: readonly LoggedEvent[];
  /** Whether the log is known to go on behind it. */
  readonly more: boolean;
}

export interface FeedOptions {
  readonly following: Pick<Following, 'tails' | 'bell' | 'refresh'>;
  /** Where to go on. */
  readonly place: Place;
  /** Whether the reader may see and wants the event. @throws ServiceUnavailable when that can't be told now */
  readonly wants: (event: LoggedEvent) => boolean | Promise<boolean>;
  /** Ids of events that the reader knows already. */
  readonly told?: Iterable<string>;
  readonly signal: AbortSignal;
}

/**
 * Tells of the logs' events from a place on, those that are there and those that come, each once: its reader asks for
 * more when it has taken what it was given, so nothing piles up behind a slow one. Within a log the order is the
 * log's; across logs an event comes after its cause.
 */
export class EventFeed {
  private place: Place;
  private readonly told = new LRUCache<string, true>({ max: REMEMBERED });

  constructor(private readonly options: FeedOptions) {
    this.place = options.place;
    for (const id of options.told ?? []) this.told.set(id, true);
  }

  /** What is next; nothing when there was nothing for so many milliseconds, or the signal has aborted. */
  async next(ms: number): Promise<readonly PlacedEvent[]> {
    const { following, signal } = this.options;
    const endsAt = performance.now() + ms;
    for (;;) {
      if (signal.aborted) return [];
      const from = this.place;
      const events = await this.round();
      if (events.length > 0) return events;
      // It has come on, though nothing was wanted.
      if (this.place !== from) continue;
      const leftMs = endsAt - performance.now();
      if (leftMs < 1) return [];
      await following.bell.wait(leftMs);
    }
  }

  private async round(): Promise<PlacedEvent[]> {
    let pages = inStep(await this.pages());
    let parts: LoggedEvent[][];
    try {
      parts = await this.wantedOf(pages);
      const missing = this.missingCauses(parts);
      if (missing.length > 0) {
        // A cause is in its log before its effect is in another one: a second look finds it there, or it was told long ago.
        await this.options.following.refresh();
        pages = inStep(await this.pages());
        parts = await this.wantedOf(pages);
        for (const id of this.missingCauses(parts)) this.told.set(id, true);
      }
    } catch (error) {
      if (error instanceof ServiceUnavailable) return [];
      throw error;
    }
    return this.tell(pages, parts);
  }

  /** What is at hand behind the place. A log that doesn't answer has nothing to tell at the moment. */
  private pages(): Promise<Page[]> {
    const { tails } = this.options.following;
    return Promise.all(
      TELLERS.map(async (service) => {
        const tail = tails[service];
        const events = await tail.after(this.place[service], PAGE).catch((error: unknown) => {
          if (error instanceof ServiceUnavailable) return [];
          throw error;
        });
        const last = events.at(-1)?.position ?? this.place[service];
        return { service, events, more: events.length > 0 && last < tail.head };
      }),
    );
  }

  private wantedOf(pages: readonly Page[]): Promise<LoggedEvent[][]> {
    return Promise.all(
      pages.map(async ({ events }) => {
        const wanted: LoggedEvent[] = [];
        for (const event of events) if (await this.options.wants(event)) wanted.push(event);
        return wanted;
      }),
    );
  }

  private missingCauses(parts: readonly LoggedEvent[][]): string[] {
    const here = new Set(parts.flatMap((part) => part.map(({ id }) => id)));
    return parts
      .flat()
      .flatMap(({ causationId: id }) => (id === null || here.has(id) || this.told.has(id) ? [] : [id]));
  }

  private tell(pages: readonly Page[], parts: readonly LoggedEvent[][]): PlacedEvent[] {
    const placed = (mergeStory(parts) as LoggedEvent[]).map((event) => {
      this.told.set(event.id, true);
      this.place = { ...this.place, [event.service]: event.position };
      return { event, place: this.place };
    });
    if (pages.every(({ events }) => events.length === 0)) return placed;
    const ends = new Map(pages.map(({ service, events }) => [service, events.at(-1)?.position]));
    const before = this.place;
    this.place = placeAt((service) => ends.get(service) ?? before[service]);
    return placed;
  }
}

/**
 * Where logs are read that go on, none runs ahead of the others: only what is not later than the end of each page that
 * has more behind it.
 */
function inStep(pages: readonly Page[]): Page[] {
  // The latest of a page, not its last: clocks may step back in a log, and the page that ends first is told whole.
  const ends = pages.flatMap(({ events, more }) => (more ? [events.map(({ at }) => at).reduce(later)] : []));
  if (ends.length === 0) return [...pages];
  const until = ends.reduce((a, b) => (a < b ? a : b));
  return pages.map((page) => {
    const beyond = page.events.findIndex(({ at }) => at > until);
    return beyond < 0 ? page : { ...page, events: page.events.slice(0, beyond) };
  });
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}
