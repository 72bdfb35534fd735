import type { Service } from '@windrose/contracts';
import type { Conflict } from '@windrose/event-log';
import { messageOf, type Logger } from '@windrose/platform';
import { Backoff } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import type { MirroredEvent } from '../mirror/mirrored-event';
import { attempt, type Attempt, type BatchOptions, type Done, type WorkLog } from './batch';
import { consumerConflicts, handledBatches, handledEvents, handlerFailures, reportConsumer } from './consumer-metrics';
import { Continuity } from './continuity';
import { EventBuffer } from './event-buffer';
import type { SourceHandlers } from './event-handlers';
import type { Ownership } from './ownership';
import { settle, type Runs } from './settle';
import { SourceCursors, type CursorStore } from './source-cursors';
import { SourceReader } from './source-reader';
import type { SourceStatus } from './source-status';

/** A batch is all that has come meanwhile, up to these limits. */
const MAX_BATCH = 500;
const MAX_BATCH_BYTES = 1024 * 1024;
/** Milliseconds without events after which quiet partitions' cursors are stored. */
const IDLE_MS = 1_000;

/** What the consumer needs of its service's own log. `EventLog` is one. */
export interface ConsumerLog extends WorkLog, CursorStore {
  readonly service: Service;
  readonly partitions: number;
}

export interface SourceOptions {
  readonly source: Service;
  readonly group: string;
  readonly handlers: SourceHandlers;
  readonly log: ConsumerLog;
  readonly broker: BrokerConnection;
  readonly ownership: Ownership;
  readonly logger: Logger;
}

/** Somebody has set a cursor back: what was read ahead is not what comes next. */
class CursorSetBack extends Error {}

/**
 * Handles one source's events for one group, in order, each exactly once: the cursor moves in the same transaction as
 * what the handlers decided. Nothing relies on the broker remembering anything.
 */
export class SourceConsumer {
  private readonly stopping = new AbortController();
  private readonly retries = new Backoff(100, 10_000);
  private cursors: SourceCursors;
  private buffer = new EventBuffer();
  private reader: SourceReader | undefined;
  private running: Promise<void> | undefined;
  private state: SourceStatus['state'] = 'starting';
  private problem: string | null = null;
  private failures = 0;

  constructor(private readonly options: SourceOptions) {
    this.cursors = this.newCursors();
  }

  get status(): SourceStatus {
    const { group, source } = this.options;
    const { state, problem, cursors } = this;
    return { group, source, state, problem, position: cursors.position, lag: this.reader?.lag ?? 0 };
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Reads no more, finishes the batch that is under way, and stores what it has reached. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.buffer.stopWaiting();
    await Promise.all([this.reader?.stop(), this.running]);
  }

  private async run(): Promise<void> {
    const unreport = reportConsumer(this);
    while (!this.stopping.signal.aborted) {
      try {
        await this.handleFromCursors();
      } catch (error) {
        if (!(error instanceof CursorSetBack)) await this.wait(error);
      } finally {
        await this.reader?.stop();
      }
    }
    unreport();
  }

  /** Everything from reading the cursors on; ends only with the consumer, or by throwing. */
  private async handleFromCursors(): Promise<void> {
    this.cursors = this.newCursors();
    this.buffer = new EventBuffer();
    await this.cursors.load();
    const { source, broker, logger } = this.options;
    const { buffer } = this;
    const continuity = new Continuity(this.cursors.readPoint);
    const reader = new SourceReader({
      source,
      broker,
      logger,
      buffer,
      continuity,
      onState: (problem) => this.readerSays(problem),
    });
    this.reader = reader;
    this.enter('running', null);
    reader.start();
    while (!this.stopping.signal.aborted) {
      await buffer.wait(IDLE_MS);
      const events = buffer.take(MAX_BATCH, MAX_BATCH_BYTES);
      reader.refill();
      if (events.length > 0) await settle(events, this.runs());
      await this.storeQuiet(events.length === 0);
    }
    await this.storeQuiet(true);
  }

  private runs(): Runs {
    return {
      isStopping: () => this.stopping.signal.aborted,
      attempt: (run) => this.attempt(run),
      done: (run, outcome) => this.done(run, outcome),
      conflicted: (conflict) => this.conflicted(conflict),
      failed: (event, error) => this.failed(event, error),
    };
  }

  /** Undefined when the log couldn't be reached: what was tried may or may not have happened, the cursors tell. */
  private async attempt(run: readonly MirroredEvent[]): Promise<Attempt | undefined> {
    try {
      return await attempt(run, this.batchOptions());
    } catch (error) {
      await this.wait(error);
      await this.reload();
      return undefined;
    }
  }

  private batchOptions(): BatchOptions {
    const { log, handlers } = this.options;
    const { cursors } = this;
    return {
      log,
      handlers,
      service: log.service,
      isDue: (event) => cursors.isDue(event),
      moves: (end, touched) => cursors.movesTo(end, touched),
    };
  }

  /** What the batch had read was changed meanwhile, by another source's batch or a command. */
  private async conflicted({ reason }: Conflict): Promise<void> {
    consumerConflicts.inc({ ...this.labels, reason });
    await this.reload();
  }

  private done(run: readonly MirroredEvent[], { handled, moves }: Done): void {
    this.cursors.confirm(moves);
    const end = run.at(-1);
    if (end !== undefined) this.cursors.reach(end);
    if (this.state === 'retrying') this.enter('running', null);
    this.retries.reset();
    this.failures = 0;
    if (handled === 0) return;
    handledEvents.inc(this.labels, handled);
    handledBatches.inc(this.labels);
  }

  /** An event's handler fails: it is tried again for ever, since going on without it would skip it. */
  private async failed(event: MirroredEvent, error: unknown): Promise<void> {
    const { source, position, type, key, eventId } = event;
    handlerFailures.inc({ ...this.labels, type });
    this.options.logger.error(
      { err: error, source, position, type, key, eventId, failures: ++this.failures },
      `the handler of ${source}.${type} failed for event ${position}, those behind it wait: ${messageOf(error)}`,
    );
    this.enter('retrying', `event ${position}: ${messageOf(error)}`);
    await this.retries.wait(this.stopping.signal);
  }

  private async wait(error: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return;
    if (this.problem !== messageOf(error))
      this.options.logger.warn(`${this.options.source} events wait: ${messageOf(error)}`);
    this.enter('retrying', messageOf(error));
    await this.retries.wait(this.stopping.signal);
  }

  /** @throws CursorSetBack; what the database throws */
  private async reload(): Promise<void> {
    if (await this.cursors.load()) throw new CursorSetBack();
  }

  /** Stores how far partitions without events of interest have come: when that is far, or when there is time. */
  private async storeQuiet(idle: boolean): Promise<void> {
    const moves = this.cursors.quietMoves(idle ? 0 : undefined);
    if (moves.length === 0) return;
    try {
      const outcome = await this.options.log.appendGroup([], moves);
      if (outcome.status === 'appended') this.cursors.confirm(moves);
      else await this.reload();
    } catch (error) {
      if (error instanceof CursorSetBack) throw error;
      // They are stored with the next batch, or the next time.
      this.options.logger.debug(`cursors of ${this.options.source} not stored: ${messageOf(error)}`);
    }
  }

  private readerSays(problem: Error | null): void {
    if (problem === null) {
      if (this.state === 'stopped') this.enter('running', null);
      return;
    }
    if (this.problem !== problem.message)
      this.options.logger.fatal({ source: this.options.source }, `can't go on: ${problem.message}`);
    this.enter('stopped', problem.message);
  }

  private enter(state: SourceStatus['state'], problem: string | null): void {
    this.state = state;
    this.problem = problem;
  }

  private newCursors(): SourceCursors {
    const { log, group, source, ownership } = this.options;
    return new SourceCursors(log, group, source, log.partitions, ownership);
  }

  private get labels(): { group: string; source: string } {
    return { group: this.options.group, source: this.options.source };
  }
}
