import type { EventMeta, Service } from '@windrose/contracts';
import {
  fold,
  Work,
  type Decider,
  type Derivation,
  type DocumentWrite,
  type DueTimer,
  type GroupOutcome,
  type JobAdd,
  type Loaded,
  type NewEvent,
  type Posting,
  type RecordedEvent,
  type Unit,
  type UnitOutcome,
} from '@windrose/event-log';
import { partitionOf } from '@windrose/platform';

export interface WaitingJob extends JobAdd {
  readonly meta: EventMeta;
  attempt: number;
}

/** What one unit wrote: its events as they were recorded, and all that it says. */
export interface Appended {
  readonly unit: Unit;
  readonly events: readonly RecordedEvent[];
}

/** What a log keeps beside its events, as it was at a moment. */
export interface Backup {
  readonly head: number;
  readonly timers: ReadonlyMap<string, DueTimer>;
  readonly jobs: ReadonlyMap<string, WaitingJob>;
  readonly commands: ReadonlyMap<string, unknown>;
  readonly collections: ReadonlyMap<string, unknown>;
}

type Done = Exclude<UnitOutcome, { status: 'conflict' }>;

const START = Date.UTC(2026, 0, 1);

/** All of the model's clocks: time moves with every append, and jumps when a timer is fired. */
export class ModelClock {
  ms = START;

  reset(): void {
    this.ms = START;
  }

  tick(): string {
    this.ms += 1;
    return new Date(this.ms).toISOString();
  }
}

/**
 * A service's log in memory, with what the real one promises: units that happen completely or not at all, expected
 * versions, amounts that never fall below zero, commands that happen once, timers and jobs.
 */
export class MemoryLog {
  readonly events: RecordedEvent[] = [];
  /** Only units with events. */
  readonly appended: Appended[] = [];
  readonly timers = new Map<string, DueTimer>();
  readonly jobs = new Map<string, WaitingJob>();
  private readonly streams = new Map<string, RecordedEvent[]>();
  private readonly amounts = new Map<string, Record<string, number>>();
  private readonly commands = new Map<string, unknown>();
  private readonly collections = new Map<string, unknown>();

  constructor(
    readonly service: Service,
    private readonly clock: ModelClock,
  ) {}

  /** Forgets everything. */
  clear(): void {
    this.events.length = 0;
    this.appended.length = 0;
    for (const map of [this.timers, this.jobs, this.streams, this.amounts, this.commands, this.collections])
      map.clear();
  }

  backUp(): Backup {
    const { timers, jobs, commands, collections } = this;
    return structuredClone({ head: this.events.length, timers, jobs, commands, collections });
  }

  /** As after a restore of that backup and of the log's end from its mirror: what isn't derived is lost. */
  restore(backup: Backup, { followUps, postings }: Derivation): void {
    const { head, timers, jobs, commands, collections } = structuredClone(backup);
    refill(this.timers, timers);
    refill(this.jobs, jobs);
    refill(this.commands, commands);
    refill(this.collections, collections);
    for (const event of this.events.slice(head)) {
      const before = (this.streams.get(event.streamId) ?? []).slice(0, event.version - 1);
      const found = { ...followUps?.(event, before), meta: event.meta };
      this.write(found.documents);
      this.schedule(found, event.eventId, Date.parse(event.recordedAt));
    }
    this.amounts.clear();
    for (const event of this.events) this.post(postings?.(event));
  }

  async load<S, E extends NewEvent>(decider: Decider<S, E>, id: string): Promise<Loaded<S>> {
    return fold(decider, this.streams.get(id) ?? []);
  }

  async loadMany<S, E extends NewEvent>(
    decider: Decider<S, E>,
    ids: readonly string[],
  ): Promise<Map<string, Loaded<S>>> {
    return new Map(ids.map((id) => [id, fold(decider, this.streams.get(id) ?? [])]));
  }

  async readStream(id: string): Promise<RecordedEvent[]> {
    return [...(this.streams.get(id) ?? [])];
  }

  async readByKey(key: string): Promise<RecordedEvent[]> {
    return this.events.filter((event) => event.key === key);
  }

  async balances(owners: readonly string[]): Promise<Map<string, Record<string, number>>> {
    return new Map(owners.map((owner) => [owner, { ...this.amounts.get(owner) }]));
  }

  async documents<T>(collection: string, ids: readonly string[]): Promise<Map<string, T>> {
    const found = ids.filter((id) => this.collections.has(`${collection}/${id}`));
    return new Map(found.map((id) => [id, this.collections.get(`${collection}/${id}`) as T]));
  }

  async commandResults(ids: readonly string[]): Promise<Map<string, unknown>> {
    return new Map(ids.filter((id) => this.commands.has(id)).map((id) => [id, this.commands.get(id)]));
  }

  async append(unit: Unit): Promise<UnitOutcome> {
    const outcome = await this.appendGroup([unit]);
    return outcome.status === 'appended' ? outcome.units[0]! : outcome;
  }

  /** Nothing else happens meanwhile in the model, so a conflict would repeat for ever: the first one is the outcome. */
  async transact<T>(
    decide: (work: Work) => Promise<T>,
  ): Promise<{ readonly value: T; readonly units: readonly Done[] }> {
    const work = new Work(this);
    const value = await decide(work);
    if (work.isEmpty) return { value, units: [] };
    const outcome = await work.commit();
    if (outcome.status === 'appended') return { value, units: outcome.units };
    throw new Error(`${this.service}: ${JSON.stringify(outcome)}`);
  }

  async appendGroup(units: readonly Unit[]): Promise<GroupOutcome> {
    const fresh = units.filter(({ commandId }) => commandId === undefined || !this.commands.has(commandId));
    const conflict = this.conflictOf(fresh);
    if (conflict !== undefined) return conflict;
    const outcomes = units.map((unit): Done => {
      if (!fresh.includes(unit)) return { status: 'duplicate', result: this.commands.get(unit.commandId!) };
      return this.apply(unit);
    });
    return { status: 'appended', units: outcomes };
  }

  private conflictOf(units: readonly Unit[]): Extract<GroupOutcome, { status: 'conflict' }> | undefined {
    const versions = new Map<string, number>();
    for (const { stream, expectedVersion = 'any', events = [], fireTimers = [], concludeJobs = [] } of units) {
      for (const { id, dueAt } of fireTimers) {
        if (this.timers.get(id)?.dueAt !== dueAt) return { status: 'conflict', reason: 'timer', timerId: id };
      }
      for (const { id } of concludeJobs) {
        if (!this.jobs.has(id)) return { status: 'conflict', reason: 'job', jobId: id };
      }
      if (stream === undefined) continue;
      const actual = versions.get(stream.id) ?? this.streams.get(stream.id)?.length ?? 0;
      if (expectedVersion !== 'any' && expectedVersion !== actual) {
        return { status: 'conflict', reason: 'version', streamId: stream.id, actual };
      }
      versions.set(stream.id, actual + events.length);
    }
    return this.shortage(units.flatMap(({ postings = [] }) => postings));
  }

  private shortage(postings: readonly Posting[]): Extract<GroupOutcome, { status: 'conflict' }> | undefined {
    const after = new Map<string, number>();
    for (const { owner, account, delta } of postings) {
      const name = `${owner} ${account}`;
      const amount = (after.get(name) ?? this.amounts.get(owner)?.[account] ?? 0) + delta;
      if (amount < 0) return { status: 'conflict', reason: 'balance', owner, account };
      after.set(name, amount);
    }
    return undefined;
  }

  private apply(unit: Unit): Done {
    const { stream, events = [], meta, commandId, result } = unit;
    const position = events.length === 0 ? 0 : this.events.length + 1;
    const ofStream = stream && (this.streams.get(stream.id) ?? []);
    if (stream && ofStream && events.length > 0) {
      this.streams.set(stream.id, ofStream);
      for (const { type, data } of events) ofStream.push(this.record(stream, ofStream.length + 1, type, data, meta!));
      this.appended.push({ unit, events: ofStream.slice(-events.length) });
    }
    if (commandId !== undefined) this.commands.set(commandId, copyOf(result ?? null));
    this.post(unit.postings);
    this.write(unit.documents);
    this.schedule(unit, events.length > 0 ? this.events.at(-1)!.eventId : undefined, this.clock.ms);
    return { status: 'appended', version: ofStream?.length ?? 0, position };
  }

  private post(postings: readonly Posting[] = []): void {
    for (const { owner, account, delta } of postings) {
      const amounts = this.amounts.get(owner) ?? {};
      this.amounts.set(owner, { ...amounts, [account]: (amounts[account] ?? 0) + delta });
    }
  }

  private write(documents: readonly DocumentWrite[] = []): void {
    for (const { collection, id, body } of documents) {
      if (body === null) this.collections.delete(`${collection}/${id}`);
      else this.collections.set(`${collection}/${id}`, copyOf(body));
    }
  }

  /** @param atMs when the unit was appended */
  private schedule(unit: Unit, lastEventId: string | undefined, atMs: number): void {
    const meta = (): EventMeta => {
      if (unit.meta === undefined) throw new Error('a timer or job needs a meta');
      return { ...unit.meta, causationId: lastEventId ?? unit.meta.causationId };
    };
    for (const id of unit.clearTimers ?? []) this.timers.delete(id);
    for (const { id } of unit.fireTimers ?? []) this.timers.delete(id);
    for (const { dueInMs, ...timer } of unit.setTimers ?? []) {
      const dueAt = new Date(atMs + dueInMs).toISOString();
      this.timers.set(timer.id, { ...timer, data: copyOf(timer.data), dueAt, meta: meta() });
    }
    for (const job of unit.addJobs ?? []) {
      if (!this.jobs.has(job.id)) this.jobs.set(job.id, { ...job, data: copyOf(job.data), meta: meta(), attempt: 0 });
    }
    for (const id of unit.completeJobs ?? []) this.jobs.delete(id);
    for (const { id } of unit.concludeJobs ?? []) this.jobs.delete(id);
  }

  private record(
    { id: streamId, key }: { readonly id: string; readonly key: string },
    version: number,
    type: string,
    data: unknown,
    meta: EventMeta,
  ): RecordedEvent {
    const position = this.events.length + 1;
    const event: RecordedEvent = {
      position,
      streamId,
      version,
      eventId: `${this.service}-${position}`,
      key,
      partition: partitionOf(key, 16),
      prev: 0,
      type,
      schemaVersion: 1,
      recordedAt: this.clock.tick(),
      dataText: JSON.stringify(data),
      metaText: JSON.stringify(meta),
      data: copyOf(data),
      meta: copyOf(meta),
    };
    this.events.push(event);
    return event;
  }
}

function refill<T>(map: Map<string, T>, content: ReadonlyMap<string, T>): void {
  map.clear();
  for (const [key, value] of content) map.set(key, value);
}

/** What comes back from a log was JSON in between. */
function copyOf<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}
