import type { Service } from '@windrose/contracts';
import { messageOf, type Logger } from '@windrose/platform';
import { Backoff } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import type { MirroredEvent } from '../mirror/mirrored-event';
import { attempt, type Attempt, type BatchOptions, type WorkLog } from './batch';
import { consumerConflicts, handledBatches, handledEvents, handlerFailures, reportConsumer } from './consumer-metrics';
import { Continuity } from './continuity';
import { EventBuffer } from './event-buffer';
import type { SourceHandlers } from './event-handlers';
import type { Ownership } from './ownership';
import { SourceCursors, type CursorStore } from './source-cursors';
import { SourceReader } from './source-reader';

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

export interface SourceStatus {
  readonly group: string;
  readonly source: Service;
  /** `retrying`: an event or the database makes it wait. `stopped`: only a person can help; `problem` says with what. */
  readonly state: 'starting' | 'running' | 'retrying' | 'stopped';
  /** Everything up to this position of the source has been dealt with. */
  readonly position: number;
  readonly lag: number;
  readonly problem: string | null;
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
    await this.running;
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
    const reader = new SourceReader({ source, broker, logger, buffer, continuity, onState: (problem) => this.readerSays(problem) });
    this.reader = reader;
    this.enter('running', null);
    reader.start();
    while (!this.stopping.signal.aborted) {
      await buffer.wait(IDLE_MS);
      const events = buffer.take(MAX_BATCH, MAX_BATCH_BYTES);
      reader.refill();
      if (events.length > 0) await this.settle(events);
      await this.storeQuiet(events.length === 0);
    }
    await this.storeQuiet(true);
  }

  /** Handles all of the events, in runs that shrink when something goes wrong and grow again when it goes well. */
  private async settle(events: readonly MirroredEvent[]): Promise<void> {
    let at = 0;
    let size = events.length;
    let conflicts = 0;
    while (at < events.length && !this.stopping.signal.aborted) {
      const run = events.slice(at, at + size);
      const outcome = await this.tryRun(run);
      switch (outcome?.kind) {
        case undefined:
          break;
        case 'done':
          this.done(run, outcome);
          at += run.length;
          size = run.length * 2;
          conflicts = 0;
          break;
        case 'conflict':
          consumerConflicts.inc({ ...this.labels, reason: outcome.conflict.reason });
          if (++conflicts >= 2) size = Math.ceil(run.length / 2);
          await this.reload();
          break;
        case 'failed':
          // What comes before the failed event gets through first; then it is tried alone, and what follows waits.
          size = Math.max(1, outcome.before);
          if (outcome.before === 0) await this.failed(outcome.event, outcome.error);
          break;
        case 'refused':
          // Smaller and smaller runs, until the event to blame is alone.
          size = Math.ceil(run.length / 2);
          break;
        default:
          outcome satisfies never;
      }
    }
  }

  /** Undefined when the log couldn't be reached: what was tried may or may not have happened, the cursors tell. */
  private async tryRun(run: readonly MirroredEvent[]): Promise<Attempt | undefined> {
    try {
      return await attempt(run, this.batchOptions());
    } catch (error) {
      await this.wait(error);
      await this.reload();
      return undefined;
    }
  }

  private batchOptions(): BatchOptions {
    const { log, handlers, ownership } = this.options;
    const { cursors } = this;
    return {
      log,
      handlers,
      service: log.service,
      isDue: (event) => ownership.owns(event.partition) && !cursors.has(event),
      moves: (end, touched) => cursors.movesTo(end, touched),
    };
  }

  private done(run: readonly MirroredEvent[], { handled, moves }: Attempt & { kind: 'done' }): void {
    this.cursors.confirm(moves);
    for (const end of run.slice(-1)) this.cursors.reach(end);
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
    if (this.problem !== messageOf(error)) this.options.logger.warn(`${this.options.source} events wait: ${messageOf(error)}`);
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
    if (this.problem !== problem.message) this.options.logger.fatal({ source: this.options.source }, `can't go on: ${problem.message}`);
    this.enter('stopped', problem.message);
  }

  private enter(state: SourceStatus['state'], problem: string | null): void {
    this.state = state;
    this.problem = problem;
  }

  private newCursors(): SourceCursors {
    const { log, group, source } = this.options;
    return new SourceCursors(log, group, source, log.partitions);
  }

  private get labels(): { group: string; source: string } {
    return { group: this.options.group, source: this.options.source };
  }
}
