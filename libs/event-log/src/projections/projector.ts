import { columnSafe } from '../columns';
import type { StoredEvent } from '../event';
import type { EventLog } from '../event-log';
import { present } from '../present';
import { ProjectedEvent } from './projected-event';
import type { Projection } from './projection';
import type { ProjectionStore } from './projection-store';
import type { ProjectionTable, Row } from './projection-table';

/** Positions of the log that one batch covers at most. */
const BATCH = 2_000;
/** Milliseconds for which a standing that was read is trusted: a switch or another process's progress is noticed after it. */
const STANDING_MS = 250;

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
  private progress: Progress | undefined;
  private standingReadAt = 0;
  /** What was read ahead while the batch before was written. */
  private ahead: { readonly from: number; readonly to: number; readonly events: Promise<StoredEvent[]> } | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly store: ProjectionStore,
    private readonly projection: Projection,
    readonly table: ProjectionTable,
  ) {
    this.types = Object.keys(projection.on);
  }

  /**
   * Applies one batch. `position` equals `head` when nothing is left.
   * @param knownHead the head that this process's own appends have brought the log to: saves asking for it
   * @param upTo nothing beyond this position is applied: it counts as the head
   */
  async step(knownHead = 0, upTo = Infinity): Promise<Progress> {
    const known = this.continued(knownHead);
    this.progress = undefined;
    const { position: from, head: found, live } = known ?? (await this.standing());
    const head = Math.min(found, upTo);
    const to = Math.min(head, from + BATCH);
    if (to <= from) return (this.progress = { position: from, head, live });
    const events = await this.eventsOf(from, to);
    this.readAhead(to, Math.min(head, to + BATCH));
    const moved = await this.table.write(await this.changedRows(events), from, to);
    const progress = { position: moved ? to : from, head, live };
    // Another process was faster: how far it has come is to be read first.
    if (moved) this.progress = progress;
    return progress;
  }

  /** Applies all there is, or all up to a position. */
  async catchUp(onProgress: (progress: Progress) => void = () => undefined, upTo = Infinity): Promise<Progress> {
    for (;;) {
      const progress = await this.step(0, upTo);
      onProgress(progress);
      if (progress.position >= progress.head) return progress;
    }
  }

  /** Where the last step ended, if there is more to do from there; a wrong guess writes nothing. */
  private continued(knownHead: number): Progress | undefined {
    const known = this.progress;
    if (known === undefined) return undefined;
    if (known.position < known.head) return known;
    const isFresh = known.live && performance.now() - this.standingReadAt < STANDING_MS;
    return isFresh && known.position < knownHead ? { ...known, head: knownHead } : undefined;
  }

  private async standing(): Promise<Progress> {
    this.standingReadAt = performance.now();
    const [standing, head] = await Promise.all([this.store.standing(this.table.generation), this.log.head()]);
    if (standing === null) throw new Error(`the table ${this.table.name} has been superseded`);
    return { ...standing, head };
  }

  private eventsOf(from: number, to: number): Promise<StoredEvent[]> {
    const { ahead } = this;
    this.ahead = undefined;
    return ahead?.from === from && ahead.to === to ? ahead.events : this.read(from, to);
  }

  private readAhead(from: number, to: number): void {
    if (to <= from) return;
    const events = this.read(from, to);
    // Whoever needs it will see the failure; nobody may, if this step fails too.
    events.catch(() => undefined);
    this.ahead = { from, to, events };
  }

  private read(from: number, to: number): Promise<StoredEvent[]> {
    return this.log.readAll({ after: from, upTo: to, limit: to - from, types: this.types });
  }

  private async changedRows(stored: readonly StoredEvent[]): Promise<Row[]> {
    const events = stored.map((event) => new ProjectedEvent(event));
    const keys = events.map((event) => columnSafe(this.projection.keyOf(event)));
    const rows = await this.table.read([...new Set(keys)]);
    const changed = new Map<string, Row>();
    events.forEach((event, i) => {
      const key = present(keys[i]);
      const row = present(this.projection.on[event.type])(changed.get(key) ?? rows.get(key), event);
      if (row !== undefined) changed.set(key, row);
    });
    return [...changed.values()];
  }
}
