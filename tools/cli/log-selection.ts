import type { EventLog, StoredEvent } from '@windrose/event-log';

/** Which events of a log are wanted. Conditions that are absent hold for all. */
export interface Selection {
  /** Last position. The first one is where reading begins. */
  readonly to: number;
  readonly streamId?: string;
  readonly types?: readonly string[];
}

export interface Page {
  readonly events: readonly StoredEvent[];
  /** Everything up to this position has been looked at. */
  readonly reached: number;
}

type ReadableLog = Pick<EventLog, 'readAll' | 'readStream' | 'eventAt' | 'head'>;

const PAGE = 500;

/**
 * Reads a selection page after page, each up to the log's head at that moment. Positions are dense and in the order of
 * commits, so asking again later for what comes after `reached` misses nothing and repeats nothing.
 */
export class SelectionReader {
  private version = 0;

  constructor(
    private readonly log: ReadableLog,
    private readonly selection: Selection,
  ) {}

  /** The next page after a position; `reached` is that position while there is nothing new. */
  async next(after: number): Promise<Page> {
    const upTo = Math.min(await this.log.head(), this.selection.to);
    if (upTo <= after) return { events: [], reached: after };
    return this.selection.streamId === undefined
      ? this.byPosition(after, upTo)
      : this.byStream(this.selection.streamId, after, upTo);
  }

  private async byPosition(after: number, upTo: number): Promise<Page> {
    const events = await this.log.readAll({ after, upTo, limit: PAGE, types: this.selection.types });
    return { events, reached: events.length < PAGE ? upTo : (events.at(-1)?.position ?? upTo) };
  }

  private async byStream(streamId: string, after: number, upTo: number): Promise<Page> {
    const { types } = this.selection;
    const read = await this.log.readStream(streamId, { fromVersion: this.version + 1, toVersion: this.version + PAGE });
    // Events that were appended after the head was read belong to the next page.
    const seen = read.filter(({ position }) => position <= upTo);
    this.version += seen.length;
    const events = seen.filter(({ position, type }) => position > after && (types?.includes(type) ?? true));
    return { events, reached: read.length < PAGE ? upTo : (seen.at(-1)?.position ?? upTo) };
  }
}

/**
 * The first position that was recorded at this time (Unix milliseconds) or later; one after the head when there is none
 * yet. Time follows position, so a few looks are enough in a log of any length.
 */
export async function positionSince(log: Pick<ReadableLog, 'head' | 'eventAt'>, time: number): Promise<number> {
  let before = 0;
  let found = (await log.head()) + 1;
  while (found - before > 1) {
    const middle = Math.floor((before + found) / 2);
    const event = await log.eventAt(middle);
    if (event !== null && Date.parse(event.recordedAt) >= time) found = middle;
    else before = middle;
  }
  return found;
}
