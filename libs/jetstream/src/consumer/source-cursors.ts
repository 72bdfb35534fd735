import type { Cursor, CursorMove } from '@windrose/event-log';
import type { ReadPoint } from './continuity';
import { ownsAll, type Ownership } from './ownership';

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

/**
 * One group's cursors in the partitions of one source that this process owns: what the database holds, and how far this process has come beyond that. Everything
 * up to `reached` has been dealt with; a partition without events of interest is stored later than one with.
 */
export class SourceCursors {
  private stored = new Map<number, Place>();
  private reached: Place = START;

  constructor(
    private readonly store: CursorStore,
    private readonly group: string,
    private readonly source: string,
    private readonly partitions: number,
    private readonly ownership: Ownership = ownsAll,
  ) {}

  /**
   * Reads the database's cursors; a partition without one is at 0.
   * @returns whether one of them is behind what it was: somebody has set it back
   */
  async load(): Promise<boolean> {
    const rows = (await this.store.cursors(this.group)).filter(({ source }) => source === this.source);
    const stored = new Map<number, Place>();
    for (let partition = 0; partition < this.partitions; partition++) stored.set(partition, START);
    for (const row of rows) stored.set(row.partition, row);
    for (const partition of stored.keys()) if (!this.ownership.owns(partition)) stored.delete(partition);
    const setBack = [...this.stored].some(
      ([partition, { position }]) => position > (stored.get(partition)?.position ?? 0),
    );
    this.stored = stored;
    return setBack;
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
  isDue({ partition, position }: { readonly partition: number; readonly position: number }): boolean {
    return this.ownership.owns(partition) && position > this.storedPosition(partition);
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
    for (const { partition, to, eventId } of moves) this.stored.set(partition, { position: to, eventId });
  }

  private moves(
    to: { readonly position: number; readonly eventId: string },
    partitions: readonly number[],
  ): CursorMove[] {
    return partitions
      .map((partition) => ({ partition, from: this.storedPosition(partition) }))
      .filter(({ from }) => from < to.position)
      .map(({ partition, from }) => ({
        group: this.group,
        source: this.source,
        partition,
        from,
        to: to.position,
        eventId: to.eventId,
      }));
  }

  private storedPosition(partition: number): number {
    return this.stored.get(partition)?.position ?? 0;
  }
}
