import type { Decider, Loaded } from '../decider';
import type { NewEvent } from '../event';
import type { GroupOutcome } from '../outcome';
import type { CursorMove, DocumentWrite, Unit } from '../unit';

/** What a unit of work reads and writes. */
export interface WorkLog {
  loadMany<State, Event extends NewEvent>(
    decider: Decider<State, Event>,
    streamIds: readonly string[],
  ): Promise<Map<string, Loaded<State>>>;
  balances(owners: readonly string[]): Promise<Map<string, Record<string, number>>>;
  appendGroup(units: readonly Unit[], cursors?: readonly CursorMove[]): Promise<GroupOutcome>;
}

/** A unit whose expected version is the one that this work has seen of its stream, unless it says another. */
export type DecidedUnit<Event extends NewEvent = NewEvent> = Omit<Unit, 'events'> & { readonly events?: readonly Event[] };

/**
 * One unit of work: collects what is decided on many streams and appends it at once. It reads its own writes, so a
 * later decision sees an earlier one that isn't stored yet. Whatever it saw is guarded at the append: if any of it has
 * changed meanwhile, nothing happens and the whole work is to be done again from a new one.
 */
export class Work {
  private readonly streams = new Map<string, Loaded<unknown>>();
  private readonly amounts = new Map<string, Record<string, number>>();
  private readonly units: Unit[] = [];

  constructor(private readonly log: WorkLog) {}

  get isEmpty(): boolean {
    return this.units.length === 0;
  }

  /** Reads all these streams in one query, so that `load` finds them. */
  async preload<State, Event extends NewEvent>(decider: Decider<State, Event>, streamIds: readonly string[]): Promise<void> {
    const missing = [...new Set(streamIds)].filter((id) => !this.streams.has(id));
    if (missing.length === 0) return;
    for (const [id, loaded] of await this.log.loadMany(decider, missing)) this.streams.set(id, loaded);
  }

  /** The stream's state as this work sees it. */
  async load<State, Event extends NewEvent>(decider: Decider<State, Event>, streamId: string): Promise<Loaded<State>> {
    await this.preload(decider, [streamId]);
    // A stream has one decider: whoever loads or appends to it here names the same one.
    return this.streams.get(streamId) as Loaded<State>;
  }

  /** Amounts by owner, then account, as this work sees them. An account without postings is missing: it holds 0. */
  async balances(owners: readonly string[]): Promise<Map<string, Readonly<Record<string, number>>>> {
    const missing = [...new Set(owners)].filter((owner) => !this.amounts.has(owner));
    if (missing.length > 0) {
      for (const [owner, accounts] of await this.log.balances(missing)) this.amounts.set(owner, accounts);
    }
    return new Map(owners.map((owner) => [owner, this.amounts.get(owner)!]));
  }

  /**
   * Adds a decision. With its decider, a later `load` of the stream sees it; without one (`null`) the stream can't be
   * loaded again in this work.
   */
  append<State, Event extends NewEvent>(decider: Decider<State, Event> | null, unit: DecidedUnit<Event>): void {
    const seen = unit.stream && this.streams.get(unit.stream.id);
    this.units.push({ ...unit, expectedVersion: unit.expectedVersion ?? seen?.version ?? 'any' });
    if (unit.stream && unit.events?.length) this.evolve(decider, unit, seen as Loaded<State> | undefined);
    for (const { owner, account, delta } of unit.postings ?? []) {
      const accounts = this.amounts.get(owner);
      if (accounts) accounts[account] = (accounts[account] ?? 0) + delta;
    }
  }

  /** Writes documents beside whatever else this work does. */
  write(documents: readonly DocumentWrite[]): void {
    this.units.push({ documents });
  }

  /** Changes something that needs no stream: timers, jobs, documents, postings. */
  change(unit: Omit<Unit, 'stream' | 'expectedVersion' | 'events'>): void {
    this.append(null, unit);
  }

  /** Appends all of it and moves the cursors, or does nothing. */
  commit(cursors: readonly CursorMove[] = []): Promise<GroupOutcome> {
    return this.log.appendGroup(this.units, cursors);
  }

  private evolve<State, Event extends NewEvent>(
    decider: Decider<State, Event> | null,
    unit: DecidedUnit<Event>,
    seen: Loaded<State> | undefined,
  ): void {
    const streamId = unit.stream!.id;
    const base = seen ?? (unit.expectedVersion === 0 && decider ? { state: decider.initialState, version: 0 } : undefined);
    if (base === undefined || decider === null) {
      this.streams.delete(streamId);
      return;
    }
    let { state, version } = base;
    // The true time comes from the database at the append; this one only stands in for it until then.
    const recordedAt = new Date().toISOString();
    for (const event of unit.events ?? []) state = decider.evolve(state, event, { version: ++version, recordedAt });
    this.streams.set(streamId, { state, version });
  }
}
