import type { Decider, Loaded } from '../decider';
import type { NewEvent } from '../event';
import type { GroupOutcome } from '../outcome';
import { present } from '../present';
import type { CursorMove, DocumentWrite, ParkedChange, Unit } from '../unit';
import { SeenBalances } from './seen-balances';
import type { RememberedState, StreamStates } from './stream-states';

/** What a unit of work reads and writes. */
export interface WorkLog {
  /** Streams found here are not read. Default: all are read. */
  readonly states?: Pick<StreamStates, 'get' | 'set'>;
  loadMany<State, Event extends NewEvent>(
    decider: Decider<State, Event>,
    streamIds: readonly string[],
  ): Promise<Map<string, Loaded<State>>>;
  balances(owners: readonly string[]): Promise<Map<string, Record<string, number>>>;
  appendGroup(
    units: readonly Unit[],
    cursors?: readonly CursorMove[],
    parked?: readonly ParkedChange[],
  ): Promise<GroupOutcome>;
}

/** A unit whose expected version is the one that this work has seen of its stream, unless it says another. */
export type DecidedUnit<Event extends NewEvent = NewEvent> = Omit<Unit, 'events'> & {
  readonly events?: readonly Event[];
};

/**
 * One unit of work: collects what is decided on many streams and appends it at once. It reads its own writes, so a
 * later decision sees an earlier one that isn't stored yet. Every stream that it decides on is guarded at the append: if
 * one has changed since it was read, nothing happens and the whole work is to be done again from a new one. What it
 * only looked at may have changed since it was read; where it was remembered instead, the append makes sure that it was
 * still so.
 */
export class Work {
  private readonly streams = new Map<string, Loaded<unknown>>();
  /** Those of them that no query has confirmed. */
  private readonly remembered = new Map<string, RememberedState>();
  /** Streams that hold events of this work which nobody told it how to fold. */
  private readonly opaque = new Set<string>();
  private readonly amounts: SeenBalances;
  private readonly units: Unit[] = [];
  private readonly callbacks: (() => void)[] = [];

  constructor(private readonly log: WorkLog) {
    this.amounts = new SeenBalances(log);
  }

  /** Whether there is nothing to append, and nothing to make sure of. */
  get isEmpty(): boolean {
    return this.units.length === 0 && this.remembered.size === 0;
  }

  /** Finds all these streams, with one query at most, so that `load` has them. */
  async preload<State, Event extends NewEvent>(
    decider: Decider<State, Event>,
    streamIds: readonly string[],
  ): Promise<void> {
    const wanted = [...new Set(streamIds)].filter((id) => !this.streams.has(id) && !this.opaque.has(id));
    if (wanted.length === 0) return;
    const missing = this.recall(decider, wanted);
    if (missing.length === 0) return;
    for (const [id, loaded] of await this.log.loadMany(decider, missing)) {
      // While it was read, somebody else may have read the same stream, and decided on it.
      if (!this.streams.has(id) && !this.opaque.has(id)) this.streams.set(id, loaded);
      this.log.states?.set(decider, id, loaded);
    }
  }

  /**
   * The stream's state as this work sees it.
   * @throws when this work appended to the stream without having loaded it
   */
  async load<State, Event extends NewEvent>(decider: Decider<State, Event>, streamId: string): Promise<Loaded<State>> {
    await this.preload(decider, [streamId]);
    if (this.opaque.has(streamId)) throw new Error(`${streamId} was appended to without being loaded first`);
    // A stream has one decider: whoever loads or appends to it here names the same one.
    return present(this.streams.get(streamId)) as Loaded<State>;
  }

  /** Amounts by owner, then account, as this work sees them. An account without postings is missing: it holds 0. */
  balances(owners: readonly string[]): Promise<Map<string, Readonly<Record<string, number>>>> {
    return this.amounts.of(owners);
  }

  /**
   * Adds a decision. A later `load` sees it if the stream was loaded before, or is expected to be new; with `null` as
   * decider, or for any other stream, a later `load` throws.
   */
  append<State, Event extends NewEvent>(decider: Decider<State, Event> | null, unit: DecidedUnit<Event>): void {
    const seen = unit.stream && this.streams.get(unit.stream.id);
    const expectedVersion = unit.expectedVersion ?? seen?.version ?? 'any';
    if (unit.stream && expectedVersion !== 'any') this.remembered.delete(unit.stream.id);
    this.units.push({ ...unit, expectedVersion });
    if (unit.stream && unit.events?.length) this.evolve(decider, unit, seen as Loaded<State> | undefined);
    this.amounts.post(unit.postings ?? []);
  }

  /** Writes documents beside whatever else this work does. */
  write(documents: readonly DocumentWrite[]): void {
    this.units.push({ documents });
  }

  /** Changes something that needs no stream: timers, jobs, documents, postings. */
  change(unit: Omit<Unit, 'stream' | 'expectedVersion' | 'events'>): void {
    this.append(null, unit);
  }

  /**
   * Calls back once this work is in the log; not when it isn't, nor when the process dies in that moment: for what may be
   * missed. The callback must not throw.
   */
  afterCommit(callback: () => void): void {
    this.callbacks.push(callback);
  }

  /** Appends all of it, moves the cursors and parks or unparks the events, or does nothing. */
  async commit(cursors: readonly CursorMove[] = [], parked: readonly ParkedChange[] = []): Promise<GroupOutcome> {
    const expectations = this.expectations();
    const outcome = await this.log.appendGroup([...expectations, ...this.units], cursors, parked);
    if (outcome.status !== 'appended') return outcome;
    for (const callback of this.callbacks) callback();
    return { ...outcome, units: outcome.units.slice(expectations.length) };
  }

  /** Takes what is remembered of the streams. @returns the others */
  private recall<State, Event extends NewEvent>(
    decider: Decider<State, Event>,
    streamIds: readonly string[],
  ): readonly string[] {
    const found = this.log.states?.get(decider, streamIds);
    if (found === undefined || found.size === 0) return streamIds;
    for (const [id, state] of found) {
      this.streams.set(id, state.loaded);
      this.remembered.set(id, state);
    }
    return streamIds.filter((id) => !found.has(id));
  }

  /** That remembered streams are as they were remembered, where no unit says so already. */
  private expectations(): Unit[] {
    return [...this.remembered].map(([id, { key, loaded }]) => ({
      stream: { id, key },
      expectedVersion: loaded.version,
    }));
  }

  /** What a stream is that is expected to be new. */
  private beginning<State, Event extends NewEvent>(
    decider: Decider<State, Event> | null,
    id: string,
    expectedVersion: Unit['expectedVersion'],
  ): Loaded<State> | undefined {
    if (expectedVersion !== 0 || decider === null || this.opaque.has(id)) return undefined;
    const loaded = { state: decider.initialState, version: 0 };
    this.log.states?.set(decider, id, loaded);
    return loaded;
  }

  private evolve<State, Event extends NewEvent>(
    decider: Decider<State, Event> | null,
    { stream, events = [], expectedVersion }: DecidedUnit<Event>,
    seen: Loaded<State> | undefined,
  ): void {
    const { id } = present(stream);
    const base = seen ?? this.beginning(decider, id, expectedVersion);
    if (base === undefined || decider === null) {
      this.streams.delete(id);
      this.opaque.add(id);
      return;
    }
    let { state, version } = base;
    // The true time comes from the database at the append; this one only stands in for it until then.
    const recordedAt = new Date().toISOString();
    for (const event of events) state = decider.evolve(state, event, { version: ++version, recordedAt });
    this.streams.set(id, { state, version });
  }
}
