import type { Service } from '@windrose/contracts';
import { isTransient, parked, type Conflict } from '@windrose/event-log';
import { messageOf, Pace } from '@windrose/platform';
import { Backoff, sleep } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import type { MirroredEvent } from '../mirror/mirrored-event';
import { attempt, type Attempt, type BatchOptions, type Done } from './batch';
import { consumerConflicts, handledBatches, handledEvents, handlerFailures, reportConsumer } from './consumer-metrics';
import { Continuity } from './continuity';
import { EventBuffer } from './event-buffer';
import type { SourceHandlers } from './event-handlers';
import { FailureCount } from './failure-count';
import type { GroupContext } from './group-context';
import { parkKey } from './park-key';
import { settle, type Runs } from './settle';
import { SourceCursors } from './source-cursors';
import { SourceLog } from './source-log';
import { SourceReader } from './source-reader';
import type { SourceStatus } from './source-status';

/** A batch is all that has come meanwhile, up to these limits. */
const MAX_BATCH = 500;
const MAX_BATCH_BYTES = 1024 * 1024;
/** Milliseconds without events after which quiet partitions' cursors are stored. */
const IDLE_MS = 1_000;
/** Milliseconds between looks of a quiet consumer whether somebody has set its cursors back. A busy one is told by a conflict. */
const LOOK_EVERY_MS = 2_000;

export interface SourceOptions {
  readonly source: Service;
  readonly handlers: SourceHandlers;
  readonly broker: BrokerConnection;
  readonly context: GroupContext;
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
  private readonly failures = new FailureCount();
  private readonly pace: Pace;
  private readonly looks = new Pace(LOOK_EVERY_MS);
  private readonly sourceLog: SourceLog;
  private cursors: SourceCursors;
  private buffer = new EventBuffer();
  private reader: SourceReader | undefined;
  private running: Promise<void> | undefined;
  private state: SourceStatus['state'] = 'starting';
  private problem: string | null = null;

  constructor(private readonly options: SourceOptions) {
    const { source, broker, context } = options;
    this.sourceLog = new SourceLog(source, context.log.service, broker);
    this.pace = new Pace(context.gatherMs);
    this.cursors = this.newCursors();
  }

  get status(): SourceStatus {
    const { source, context } = this.options;
    const { state, problem, cursors } = this;
    return { group: context.group, source, state, problem, position: cursors.position, lag: this.reader?.lag ?? 0 };
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
    const { partitions } = this.options.context;
    const unreport = reportConsumer(this);
    const unsubscribe = partitions.onChange(() => this.buffer.stopWaiting());
    while (!this.stopping.signal.aborted) {
      try {
        if (partitions.held.size === 0) await this.standBy();
        else await this.handleFromCursors();
      } catch (error) {
        if (!(error instanceof CursorSetBack)) await this.wait(error);
      } finally {
        await this.reader?.stop();
        this.reader = undefined;
      }
    }
    unsubscribe();
    unreport();
  }

  private async standBy(): Promise<void> {
    this.enter('standby', null);
    this.cursors = this.newCursors();
    this.buffer = new EventBuffer();
    await this.buffer.wait(IDLE_MS);
  }

  /** Everything from reading the cursors on; ends when there are other partitions than then, or by throwing. */
  private async handleFromCursors(): Promise<void> {
    this.cursors = this.newCursors();
    this.buffer = new EventBuffer();
    await this.cursors.open();
    if (!this.cursors.isComplete) return;
    const { cursors, buffer } = this;
    const { source, broker, context } = this.options;
    const reader = new SourceReader({
      source,
      broker,
      sourceLog: this.sourceLog,
      logger: context.logger,
      buffer,
      continuity: new Continuity(cursors.readPoint),
      onState: (problem) => this.readerSays(problem),
    });
    this.reader = reader;
    this.enter('running', null);
    reader.start();
    while (!this.stopping.signal.aborted && cursors.isComplete) {
      await buffer.wait(IDLE_MS);
      if (this.pace.waitMs > 0) await sleep(this.pace.waitMs, this.stopping.signal);
      this.pace.begin();
      const events = buffer.take(MAX_BATCH, MAX_BATCH_BYTES);
      reader.refill();
      if (events.length > 0) await settle(events, this.runs());
      await this.storeQuiet(events.length === 0);
      if (events.length === 0) await this.lookForSetBack();
    }
    if (this.stopping.signal.aborted) await this.storeQuiet(true);
  }

  private runs(): Runs<MirroredEvent> {
    return {
      isStopping: () => this.stopping.signal.aborted,
      attempt: (run) => this.attempt(run),
      done: (run, outcome) => this.done(run, outcome),
      conflicted: (conflict) => this.conflicted(conflict),
      failed: (event, error) => this.failed(event, error),
    };
  }

  /** Undefined when the log couldn't be reached: what was tried may or may not have happened, the cursors tell. */
  private async attempt(run: readonly MirroredEvent[]): Promise<Attempt<MirroredEvent> | undefined> {
    this.cursors.begin();
    try {
      return await attempt(run, this.batchOptions());
    } catch (error) {
      await this.wait(error);
      await this.reload();
      return undefined;
    }
  }

  private batchOptions(): BatchOptions<MirroredEvent> {
    const { handlers, context } = this.options;
    const { group, log } = context;
    const { cursors } = this;
    return {
      log,
      service: log.service,
      handlersOf: () => handlers,
      isDue: (event) => cursors.isDue(event),
      isParked: (event) => cursors.isParked(event),
      progress: (run, handled, waiting) => {
        const end = run.at(-1);
        const touched = new Set([...handled, ...waiting].map(({ partition }) => partition));
        return {
          moves: end === undefined || touched.size === 0 ? [] : cursors.movesTo(end, touched),
          parked: waiting.map((event) => parked(group, event)),
        };
      },
    };
  }

  /** What the batch had read was changed meanwhile, by another source's batch or a command; or the lease is lost. */
  private async conflicted({ reason }: Conflict): Promise<void> {
    consumerConflicts.inc({ ...this.labels, reason });
    if (reason === 'cursor') await this.options.context.partitions.refresh();
    await this.reload();
  }

  private done(run: readonly MirroredEvent[], { handled, moves }: Done): void {
    this.cursors.confirm(moves);
    const end = run.at(-1);
    if (end !== undefined) this.cursors.reach(end);
    if (this.state === 'retrying') this.enter('running', null);
    this.retries.reset();
    if (handled === 0) return;
    this.options.context.partitions.worked(moves.map(({ partition }) => partition));
    handledEvents.inc(this.labels, handled);
    handledBatches.inc(this.labels);
  }

  /** An event's handler fails: it is tried again a few times, then its key is parked. */
  private async failed(event: MirroredEvent, error: unknown): Promise<void> {
    const { source, position, type, key, eventId } = event;
    const { logger, options } = this.options.context;
    handlerFailures.inc({ ...this.labels, type });
    this.enter('retrying', `event ${position}: ${messageOf(error)}`);
    // What it needs can't be reached: that is no fault of the event, and the next one would fare no better.
    const passes = isTransient(error);
    const tries = this.failures.of(event, passes);
    logger.error(
      { err: error, source, position, type, key, eventId, tries },
      `the handler of ${source}.${type} failed for event ${position}, those behind it wait: ${messageOf(error)}`,
    );
    if (passes || tries < options.tries) await this.retries.wait(this.stopping.signal);
    else await this.park(event, error, tries);
  }

  private async park(event: MirroredEvent, error: unknown, tries: number): Promise<void> {
    const { context } = this.options;
    this.cursors.begin();
    const [move] = this.cursors.movesTo(event, new Set([event.partition]));
    if (move === undefined || !this.cursors.isDue(event)) return;
    switch (await parkKey(context, event, move, { error, tries })) {
      case 'parked':
        this.cursors.confirm([move]);
        this.retries.reset();
        // From here on the key's events go into its line.
        await context.partitions.refresh();
        break;
      case 'lost':
        await context.partitions.refresh();
        await this.reload();
        break;
      case 'halted':
        break;
    }
  }

  private async wait(error: unknown): Promise<void> {
    if (this.stopping.signal.aborted) return;
    if (this.problem !== messageOf(error))
      this.options.context.logger.warn(`${this.options.source} events wait: ${messageOf(error)}`);
    this.enter('retrying', messageOf(error));
    await this.retries.wait(this.stopping.signal);
  }

  /** @throws CursorSetBack; what the database throws */
  private async reload(): Promise<void> {
    if (await this.cursors.reload()) throw new CursorSetBack();
  }

  /** Stores how far partitions without events of interest have come: when that is far, or when there is time. */
  private async storeQuiet(idle: boolean): Promise<void> {
    this.cursors.begin();
    const moves = this.cursors.quietMoves(idle ? 0 : undefined);
    if (moves.length === 0) return;
    try {
      const outcome = await this.options.context.log.appendGroup([], moves);
      if (outcome.status === 'appended') this.cursors.confirm(moves);
      else await this.conflicted(outcome);
    } catch (error) {
      if (error instanceof CursorSetBack) throw error;
      // They are stored with the next batch, or the next time.
      this.options.context.logger.debug(`cursors of ${this.options.source} not stored: ${messageOf(error)}`);
    }
  }

  /** A person may put right what has stopped it by setting the cursors back. Without the database: another time. */
  private async lookForSetBack(): Promise<void> {
    if (this.looks.waitMs > 0) return;
    this.looks.begin();
    if (await this.cursors.reload().catch(() => false)) throw new CursorSetBack();
  }

  private readerSays(problem: Error | null): void {
    if (problem === null) {
      if (this.state === 'stopped') this.enter('running', null);
      return;
    }
    if (this.problem !== problem.message)
      this.options.context.logger.fatal({ source: this.options.source }, `can't go on: ${problem.message}`);
    this.enter('stopped', problem.message);
  }

  private enter(state: SourceStatus['state'], problem: string | null): void {
    this.state = state;
    this.problem = problem;
  }

  private newCursors(): SourceCursors {
    const { source, context } = this.options;
    const { log, group, partitions } = context;
    return new SourceCursors({ store: log, group, source, partitions });
  }

  private get labels(): { group: string; source: string } {
    return { group: this.options.context.group, source: this.options.source };
  }
}
