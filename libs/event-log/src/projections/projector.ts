import type { EventLog } from '../event-log';
import { parseEvent } from '../read/reader';
import type { Projection } from './projection';
import type { ProjectionStore } from './projection-store';
import type { ProjectionTable, Row } from './projection-table';

/** Positions of the log that one batch covers at most. */
const BATCH = 2_000;

export interface Progress {
  /** The position that the table reflects now. */
  readonly position: number;
  /** The log's head when that was reached. */
  readonly head: number;
  /** Whether reads see this table. */
  readonly live: boolean;
}

/** Feeds one table of a projection from the log: rows and position in one statement, so each event counts once. */
export class Projector {
  private readonly types: readonly string[];

  constructor(
    private readonly log: EventLog,
    private readonly store: ProjectionStore,
    private readonly projection: Projection,
    readonly table: ProjectionTable,
  ) {
    this.types = Object.keys(projection.on);
  }

  /** Applies one batch. `position` equals `head` when nothing is left. */
  async step(): Promise<Progress> {
    const [standing, head] = await Promise.all([this.store.standing(this.table.generation), this.log.head()]);
    if (standing === null) throw new Error(`the table ${this.table.name} has been superseded`);
    const { position: from, live } = standing;
    if (from >= head) return { position: from, head, live };
    const to = Math.min(head, from + BATCH);
    const rows = await this.changedRows(from, to);
    const moved = await this.table.write(rows, from, to);
    // Another process was faster: its position is as good as ours.
    return { position: moved ? to : from, head, live };
  }

  /** Applies all there is. */
  async catchUp(onProgress: (progress: Progress) => void = () => undefined): Promise<Progress> {
    for (;;) {
      const progress = await this.step();
      onProgress(progress);
      if (progress.position >= progress.head) return progress;
    }
  }

  private async changedRows(from: number, to: number): Promise<Row[]> {
    const events = (await this.log.readAll({ after: from, upTo: to, limit: to - from, types: this.types })).map(parseEvent);
    const keys = new Set(events.map((event) => this.projection.keyOf(event)));
    const rows = await this.table.read([...keys]);
    const changed = new Map<string, Row>();
    for (const event of events) {
      const key = this.projection.keyOf(event);
      const row = this.projection.on[event.type]!(changed.get(key) ?? rows.get(key), event);
      if (row !== undefined) changed.set(key, row);
    }
    return [...changed.values()];
  }
}
