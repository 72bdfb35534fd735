import type { Appended, CursorMove, Duplicate, GroupOutcome, ParkedChange, Unit } from '../src';

/** An event as far as the model knows it. */
export interface ModelEvent {
  readonly type: string;
  readonly streamId: string;
  readonly version: number;
  readonly data: unknown;
}

/** Everything that a log holds. Copied before an atom is tried, and put back when it fails. */
export interface ModelState {
  readonly events: readonly ModelEvent[];
  readonly versions: Readonly<Record<string, number>>;
  readonly balances: Readonly<Record<string, number>>;
  readonly cursors: Readonly<Record<string, number>>;
  readonly commands: Readonly<Record<string, unknown>>;
  readonly documents: Readonly<Record<string, unknown>>;
  readonly timers: Readonly<Record<string, unknown>>;
  readonly jobs: Readonly<Record<string, unknown>>;
  /** Data of the parked events. */
  readonly parked: Readonly<Record<string, unknown>>;
}

export const EMPTY: ModelState = {
  events: [],
  versions: {},
  balances: {},
  cursors: {},
  commands: {},
  documents: {},
  timers: {},
  jobs: {},
  parked: {},
};

/** What the append function does, said as simply as possible: one atom after the other, one unit after the other. */
export class LogModel {
  /** @param head the log's head when the model was empty */
  constructor(
    private readonly head: number,
    public state: ModelState = EMPTY,
  ) {}

  appendGroup(
    units: readonly Unit[],
    cursors: readonly CursorMove[],
    parked: readonly ParkedChange[] = [],
  ): GroupOutcome {
    const before = this.state;
    const outcome = this.tryGroup(units, cursors, parked);
    if (outcome.status === 'conflict') this.state = before;
    return outcome;
  }

  private tryGroup(
    units: readonly Unit[],
    cursors: readonly CursorMove[],
    parked: readonly ParkedChange[],
  ): GroupOutcome {
    for (const { group, source, partition, from, to, epoch = 0 } of cursors) {
      const cursor = `${group}/${source}/${partition}`;
      if ((this.state.cursors[cursor] ?? 0) !== from || epoch !== 0)
        return { status: 'conflict', reason: 'cursor', source, partition };
      this.change({ cursors: { ...this.state.cursors, [cursor]: to } });
    }
    for (const change of parked) {
      const { source, position } = change;
      const event = `${change.group}/${source}/${position}`;
      if (change.kind === 'unpark' && !(event in this.state.parked))
        return { status: 'conflict', reason: 'parked', source, position };
      // What is parked already, because a cursor was set back, stays where it stands in the line.
      if (change.kind === 'park' && event in this.state.parked) continue;
      const data: unknown = change.kind === 'park' ? JSON.parse(change.data) : undefined;
      this.change({ parked: withEntry(this.state.parked, event, data) });
    }
    const outcomes: (Appended | Duplicate)[] = [];
    for (const unit of units) {
      const outcome = this.tryUnit(unit);
      if (outcome.status === 'conflict') return outcome;
      outcomes.push(outcome);
    }
    return { status: 'appended', units: outcomes };
  }

  private tryUnit(unit: Unit): Appended | Duplicate | Extract<GroupOutcome, { status: 'conflict' }> {
    const { commandId, stream, expectedVersion = 'any', events = [], postings = [] } = unit;
    const { commands, versions } = this.state;
    if (commandId !== undefined) {
      if (commandId in commands) return { status: 'duplicate', result: commands[commandId] };
      this.change({ commands: { ...commands, [commandId]: unit.result ?? null } });
    }
    let version = 0;
    if (stream && (events.length > 0 || expectedVersion !== 'any')) {
      version = versions[stream.id] ?? 0;
      if (expectedVersion !== 'any' && expectedVersion !== version) {
        return { status: 'conflict', reason: 'version', streamId: stream.id, actual: version };
      }
    }
    for (const { owner, account, delta } of postings) {
      if ((this.state.balances[`${owner}/${account}`] ?? 0) + delta < 0)
        return { status: 'conflict', reason: 'balance', owner, account };
    }
    const balances = { ...this.state.balances };
    for (const { owner, account, delta } of postings) {
      balances[`${owner}/${account}`] = (balances[`${owner}/${account}`] ?? 0) + delta;
    }
    this.change({ balances });
    const position = events.length > 0 ? this.head + this.state.events.length + 1 : 0;
    if (stream && events.length > 0) {
      const added = events.map(({ type, data }) => ({ type, streamId: stream.id, version: ++version, data }));
      this.change({ events: [...this.state.events, ...added], versions: { ...versions, [stream.id]: version } });
    }
    this.changeRest(unit);
    return { status: 'appended', version, position };
  }

  private changeRest({
    documents = [],
    clearTimers = [],
    setTimers = [],
    addJobs = [],
    completeJobs = [],
  }: Unit): void {
    for (const { id, body } of documents)
      this.change({ documents: withEntry(this.state.documents, id, body ?? undefined) });
    for (const id of clearTimers) this.change({ timers: withEntry(this.state.timers, id, undefined) });
    for (const { id, data } of setTimers) this.change({ timers: withEntry(this.state.timers, id, data) });
    for (const { id, data } of addJobs) {
      if (!(id in this.state.jobs)) this.change({ jobs: withEntry(this.state.jobs, id, data) });
    }
    for (const id of completeJobs) this.change({ jobs: withEntry(this.state.jobs, id, undefined) });
  }

  private change(change: Partial<ModelState>): void {
    this.state = { ...this.state, ...change };
  }
}

function withEntry(record: Readonly<Record<string, unknown>>, id: string, value: unknown): Record<string, unknown> {
  const entries = Object.entries(record).filter(([name]) => name !== id);
  return Object.fromEntries(value === undefined ? entries : [...entries, [id, value]]);
}
