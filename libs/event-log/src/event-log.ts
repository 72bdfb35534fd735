import type { Service } from '@windrose/contracts';
import { ConfigError, messageOf } from '@windrose/platform';
import { EventEmitter } from 'node:events';
import type { Pool } from 'pg';
import { AppendGate, type GateOptions } from './append/gate';
import { checkCursors, checkParked } from './append/checks';
import { encodeUnit } from './append/encode-unit';
import { Flusher } from './append/flusher';
import { RecentEvents } from './append/recent-events';
import { outcomesWithRepeats, withoutRepeats } from './append/repeats';
import { createPool, identifier } from './database';
import type { Decider, Loaded } from './decider';
import { LogUnavailable } from './errors';
import type { NewEvent, RecordedEvent, StoredEvent } from './event';
import type { Appended, Duplicate, GroupOutcome, UnitOutcome } from './outcome';
import type { ReadAllOptions } from './read/read-all-options';
import { LogReader } from './read/reader';
import { StateReader, type Cursor } from './read/state-reader';
import { present } from './present';
import type { CursorMove, ParkedChange, Unit } from './unit';
import { viewsSchemaOf } from './schema/views-schema';
import { StreamStates } from './work/stream-states';
import { Work } from './work/work';

export interface EventLogOptions {
  /** Names the schema. */
  readonly service: Service;
  readonly databaseUrl: string;
  /** Partitions of the log if this call creates its head; must be the head's own number otherwise. */
  readonly partitions: number;
  /** Connections at most. Default 4. */
  readonly maxConnections?: number;
  /** What appends do before the log has been compared with its mirror. Default: wait 5 s, then be refused. */
  readonly gate?: GateOptions;
}

/** What a commit left to be done later: when its first timer is due (Infinity: none), and how many jobs it added. */
export interface Scheduled {
  readonly nextTimerMs: number;
  readonly jobs: number;
}

export interface Transacted<T> {
  readonly value: T;
  /** Of the units in the order of their appends. */
  readonly units: readonly (Appended | Duplicate)[];
}

/** One service's log: the only source of truth of that service. */
export class EventLog {
  /** The states that units of work may decide on without a query. Other reads ask the database. */
  readonly states = new StreamStates();
  private readonly recent = new RecentEvents();
  private readonly events = new EventEmitter().setMaxListeners(50);
  private readonly flusher: Flusher;
  private readonly reader: LogReader;
  private readonly state: StateReader;

  private constructor(
    readonly service: Service,
    /** The log's identity: another one is another log, whatever its positions say. */
    readonly logId: string,
    readonly partitions: number,
    readonly pool: Pool,
    /** The quoted name of the log's schema. */
    readonly schema: string,
    /** The quoted name of the schema in which the service's projections are read, each under its name. */
    readonly views: string,
    private readonly gate: AppendGate,
  ) {
    const onAppended = (head: number): void => void this.events.emit('appended', head);
    const memories = [this.recent, this.states];
    this.flusher = new Flusher({ pool, schema, partitions, name: service, memories, onAppended });
    this.reader = new LogReader(pool, schema, this.recent);
    this.state = new StateReader(pool, schema);
  }

  /**
   * Opens the log of a migrated schema and gives it an identity if it has none yet. Appends wait for `allowAppends`.
   * @throws ConfigError when PARTITIONS differs from the log's; LogUnavailable when the database can't be reached
   */
  static async open(options: EventLogOptions): Promise<EventLog> {
    const schema = identifier(options.service);
    const pool = createPool(options.databaseUrl, {
      name: `windrose ${options.service}`,
      max: options.maxConnections ?? 4,
    });
    try {
      await pool.query(
        `insert into ${schema}.head (partitions, partition_positions) values ($1, array_fill(0::bigint, array[$1::int]))
         on conflict do nothing`,
        [options.partitions],
      );
      const { rows } = await pool.query<{ log_id: string; partitions: number }>(
        `select log_id, partitions from ${schema}.head`,
      );
      const { log_id: logId, partitions } = present(rows[0]);
      if (partitions !== options.partitions) {
        throw new ConfigError(
          'PARTITIONS',
          String(options.partitions),
          `${partitions}, fixed when the ${options.service} log was created`,
        );
      }
      const views = viewsSchemaOf(options.service);
      return new EventLog(options.service, logId, partitions, pool, schema, views, new AppendGate(options.gate));
    } catch (error) {
      await pool.end();
      if (error instanceof ConfigError) throw error;
      throw new LogUnavailable(`the ${options.service} log can't be opened: ${messageOf(error)}`, 1, { cause: error });
    }
  }

  /**
   * Appends one unit; joins the process's next call.
   * @throws EventRefused, LogUnavailable, LogHalted, AppendOutcomeUnknown
   */
  async append(unit: Unit): Promise<UnitOutcome> {
    const outcome = await this.appendGroup([unit]);
    return outcome.status === 'appended' ? present(outcome.units[0]) : outcome;
  }

  /**
   * Appends all units, moves all cursors and parks or unparks all events, or does nothing of it. Two units may concern
   * one stream: the second one expects the version that the first one leaves. Two may carry one command id: the second
   * one is a repeat.
   * @throws as `append`
   */
  async appendGroup(
    units: readonly Unit[],
    cursors: readonly CursorMove[] = [],
    parked: readonly ParkedChange[] = [],
  ): Promise<GroupOutcome> {
    const kept = withoutRepeats(units);
    const encoded = kept.map(encodeUnit);
    checkCursors(cursors);
    checkParked(parked);
    if (!this.gate.isOpen) await this.gate.pass();
    const outcome = await this.flusher.submit({ units: encoded, cursors, parked });
    if (outcome.status !== 'appended') {
      if (outcome.reason === 'version') this.states.contradicted(outcome.streamId, outcome.actual);
      return outcome;
    }
    this.announceScheduled(kept);
    return { status: 'appended', units: outcomesWithRepeats(units, outcome.units) };
  }

  /**
   * Runs `decide` on a fresh unit of work and appends what it collected; on a conflict, once more on what the log says
   * then. For commands: reads, decides and writes as if nobody else did.
   * @throws ServiceUnavailable when it still conflicts after `tries`; as `append`; whatever `decide` throws
   */
  async transact<T>(decide: (work: Work) => Promise<T>, tries = 8): Promise<Transacted<T>> {
    for (let i = 0; i < tries; i++) {
      const work = new Work(this);
      const value = await decide(work);
      if (work.isEmpty) return { value, units: [] };
      const outcome = await work.commit();
      if (outcome.status === 'appended') return { value, units: outcome.units };
    }
    throw new LogUnavailable('too many others change the same: try again');
  }

  /**
   * By position, data and meta unparsed. May be fewer than `limit` though the log goes on, where another process appended
   * behind what this one remembers: read on until there is nothing, or name the last position with `upTo`. What `head` has
   * told before is read to its end.
   */
  readAll(options: ReadAllOptions): Promise<StoredEvent[]> {
    return this.reader.readAll(options);
  }

  readStream(streamId: string, range: { fromVersion?: number; toVersion?: number } = {}): Promise<RecordedEvent[]> {
    return this.reader.readStream(streamId, range);
  }

  /** Everything about one key, in log order. */
  readByKey(key: string): Promise<RecordedEvent[]> {
    return this.reader.readByKey(key);
  }

  eventAt(position: number): Promise<StoredEvent | null> {
    return this.reader.eventAt(position);
  }

  /** As the database has them now, in the order of their positions; those that it doesn't have are left out. */
  eventsAt(positions: readonly number[]): Promise<StoredEvent[]> {
    return this.reader.eventsAt(positions);
  }

  async load<State, Event extends NewEvent>(decider: Decider<State, Event>, streamId: string): Promise<Loaded<State>> {
    return present((await this.reader.loadMany(decider, [streamId])).get(streamId));
  }

  loadMany<State, Event extends NewEvent>(
    decider: Decider<State, Event>,
    streamIds: readonly string[],
  ): Promise<Map<string, Loaded<State>>> {
    return this.reader.loadMany(decider, streamIds);
  }

  /** Position of the log's last event; 0 when it is empty. */
  async head(): Promise<number> {
    const head = await this.state.head();
    this.recent.told(head);
    return head;
  }

  /** The identity and the head that the database has now: after a restore they may be others than when it was opened. */
  identity(): Promise<{ readonly logId: string; readonly head: number }> {
    return this.state.identity();
  }

  cursors(group: string): Promise<Cursor[]> {
    return this.state.cursors(group);
  }

  documents<T>(collection: string, ids: readonly string[]): Promise<Map<string, T>> {
    return this.state.documents<T>(collection, ids);
  }

  /** The stored results of commands that were decided, by command id; others are missing. */
  commandResults<T>(commandIds: readonly string[]): Promise<Map<string, T>> {
    return this.state.commandResults<T>(commandIds);
  }

  /** Amounts by owner, then account. An owner without any is an empty record. */
  balances(owners: readonly string[]): Promise<Map<string, Record<string, number>>> {
    return this.state.balances(owners);
  }

  /** Calls back after each of this process's commits that wrote events, with the head's position. Returns the way to stop. */
  onAppended(listener: (headPosition: number) => void): () => void {
    this.events.on('appended', listener);
    return () => void this.events.off('appended', listener);
  }

  /** Calls back after each of this process's commits that set timers or added jobs. Returns the way to stop. */
  onScheduled(listener: (scheduled: Scheduled) => void): () => void {
    this.events.on('scheduled', listener);
    return () => void this.events.off('scheduled', listener);
  }

  private announceScheduled(units: readonly Unit[]): void {
    let nextTimerMs = Infinity;
    let jobs = 0;
    for (const { setTimers, addJobs } of units) {
      for (const { dueInMs } of setTimers ?? []) nextTimerMs = Math.min(nextTimerMs, dueInMs);
      jobs += addJobs?.length ?? 0;
    }
    if (jobs > 0 || nextTimerMs !== Infinity) this.events.emit('scheduled', { nextTimerMs, jobs });
  }

  /** The log agrees with its mirror: appends may happen. */
  allowAppends(): void {
    this.gate.open();
  }

  /** The log and its mirror disagree: appends are refused from now on, with this reason. */
  halt(reason: string): void {
    this.gate.halt(reason);
  }

  get halted(): string | null {
    return this.gate.haltedBecause;
  }

  /** Lets what was submitted happen, then closes all connections. */
  async close(): Promise<void> {
    await this.flusher.close();
    await this.pool.end();
  }
}
