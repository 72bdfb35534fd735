import type { Cursor, CursorMove } from '@windrose/event-log';
import type { ReadPoint } from './continuity';
import type { HeldPartition, Partitions } from './partitions';

/** Quiet partitions' cursors are stored when they are further behind than this. */
const MAX_LAG = 1_000;

interface Place {
  readonly position: number;
  readonly eventId: string | null;
}

const START: Place = { position: 0, eventId: null };

export interface CursorStore {
  cursors(group: string): Promise<Cursor[]>;
}

export interface CursorsOptions {
  readonly store: CursorStore;
  readonly group: string;
  readonly source: string;
  readonly partitions: Partitions;
}

/** What is looked at to say whether an event is due. */
interface PlacedEvent {
  readonly partition: number;
  readonly position: number;
}

/**
 * One group's cursors in one source, in the partitions that were held when reading began: what the database holds, and
 * how far this process has come beyond that. Everything up to `reached` has been dealt with; a partition without events
 * of interest is stored later than one with. A partition that was lost is gone for good: events have been passed over
 * since, or its cursor was set back, so if it comes back, reading has to begin anew.
 */
export class SourceCursors {
  private stored = new Map<number, Place>();
  private states: ReadonlyMap<number, HeldPartition> = new Map();
  private reached: Place = START;

  constructor(private readonly options: CursorsOptions) {}

  /** Reads the cursors of all partitions that are held now. One without a cursor is at 0. */
  async open(): Promise<void> {
    this.states = this.options.partitions.held;
    const rows = await this.rows();
    this.stored = new Map([...this.states.keys()].map((partition) => [partition, rows.get(partition) ?? START]));
    this.begin();
  }

  /** Reads them again. @returns whether one of them is behind what it was: somebody has set it back */
  async reload(): Promise<boolean> {
    const rows = await this.rows();
    let setBack = false;
    for (const [partition, { position }] of this.stored) {
      const row = rows.get(partition) ?? START;
      if (row.position < position) setBack = true;
      this.stored.set(partition, row);
    }
    return setBack;
  }

  /** Whether reading has begun with all partitions that are held, and there are any. */
  get isComplete(): boolean {
    const held = [...this.options.partitions.held.keys()];
    return held.length > 0 && held.every((partition) => this.stored.has(partition));
  }

  /** From here on, what is due and where cursors move is decided on the leases as they are now. */
  begin(): void {
    const before = this.states;
    this.states = this.options.partitions.held;
    for (const partition of this.stored.keys()) {
      if (this.states.get(partition)?.lease !== before.get(partition)?.lease) this.stored.delete(partition);
    }
  }

  /** Where to start reading. */
  get readPoint(): ReadPoint {
    const places = [...this.stored.values()];
    return {
      position: places.length === 0 ? 0 : Math.min(...places.map(({ position }) => position)),
      eventIds: new Map(places.flatMap(({ position, eventId }) => (eventId === null ? [] : [[position, eventId]]))),
      partitions: new Map([...this.stored].map(([partition, { position }]) => [partition, position])),
    };
  }

  /** Whether the event is this process's to handle, and hasn't been handled. */
  isDue({ partition, position }: PlacedEvent): boolean {
    const place = this.stored.get(partition);
    return place !== undefined && position > place.position;
  }

  /** Whether the event has to wait behind earlier ones of its key. */
  isParked({ partition, key }: { readonly partition: number; readonly key: string }): boolean {
    return this.states.get(partition)?.parkedKeys.has(key) ?? false;
  }

  /** The position up to which everything has been dealt with. */
  get position(): number {
    return Math.max(this.reached.position, this.readPoint.position);
  }

  /** Moves of the touched partitions to the end of a batch, and of all others too if they have fallen far behind. */
  movesTo(end: Place & { readonly eventId: string }, touched: ReadonlySet<number>): CursorMove[] {
    const quiet = [...this.stored.keys()].filter((partition) => !touched.has(partition));
    const late = quiet.some((partition) => end.position - this.storedPosition(partition) > MAX_LAG);
    return this.moves(end, late ? [...touched, ...quiet] : [...touched]);
  }

  /** Moves of all partitions to what has been reached; none when nothing lags more than `lag` positions. */
  quietMoves(lag = MAX_LAG): CursorMove[] {
    const { position, eventId } = this.reached;
    if (eventId === null) return [];
    const lagging = [...this.stored.values()].some((place) => position - place.position > lag);
    return lagging ? this.moves({ position, eventId }, [...this.stored.keys()]) : [];
  }

  /** Everything up to this event has been dealt with. */
  reach({ position, eventId }: { readonly position: number; readonly eventId: string }): void {
    if (position > this.reached.position) this.reached = { position, eventId };
  }

  /** The database has accepted these moves. */
  confirm(moves: readonly CursorMove[]): void {
    for (const { partition, to, eventId } of moves) {
      if (this.stored.has(partition)) this.stored.set(partition, { position: to, eventId });
    }
  }

  private moves(
    to: { readonly position: number; readonly eventId: string },
    partitions: readonly number[],
  ): CursorMove[] {
    const { group, source } = this.options;
    return partitions
      .map((partition) => ({ partition, from: this.storedPosition(partition) }))
      .filter(({ from }) => from < to.position)
      .map(({ partition, from }) => ({
        group,
        source,
        partition,
        from,
        to: to.position,
        eventId: to.eventId,
        epoch: this.states.get(partition)?.epoch,
      }));
  }

  private storedPosition(partition: number): number {
    return this.stored.get(partition)?.position ?? 0;
  }

  private async rows(): Promise<Map<number, Place>> {
    const { store, group, source } = this.options;
    const rows = await store.cursors(group);
    return new Map(rows.filter((row) => row.source === source).map((row) => [row.partition, row]));
  }
}
