import { streamNameOf, type Service } from '@windrose/contracts';
import { messageOf, ServiceUnavailable, type Logger } from '@windrose/platform';
import type { Msg } from '@nats-io/transport-node';
import { Backoff, sleep } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import type { Delivery } from '../broker/delivery';
import { ConsumerStuck, PullSession } from '../broker/pull-session';
import { isNoStream } from '../broker/questions';
import { headerBlockOf, viewOf } from '../broker/raw-message';
import { StreamApi } from '../broker/stream-api';
import { MirroredEvent, NotAnEvent } from '../mirror/mirrored-event';
import { AnotherLog, Gap, HoleInSource, type Continuity } from './continuity';
import type { EventBuffer } from './event-buffer';
import { GapFiller } from './gap-filler';
import type { SourceLog } from './source-log';

/** Events asked for at once. */
const REQUEST = 500;
/** Milliseconds between tries while the source's stream doesn't exist: its owner may not have started yet. */
const NO_STREAM_MS = 250;
/** Milliseconds before a source that can't go on is read again. A person has to do something about it. */
const BROKEN_MS = 5_000;

export interface ReaderOptions {
  readonly source: Service;
  readonly broker: BrokerConnection;
  /** Where events come from that the stream doesn't have. */
  readonly sourceLog: SourceLog;
  readonly buffer: EventBuffer;
  readonly continuity: Continuity;
  readonly logger: Logger;
  /** What keeps the source from being read, null when nothing does. */
  readonly onState: (problem: Error | null) => void;
}

/**
 * Reads one source into a buffer, for as long as it isn't stopped: from its stream, and what that doesn't have, from the
 * log itself. Whatever happens to the broker, it goes on where it stopped reading; what was read stays in the buffer.
 */
export class SourceReader {
  private readonly stopping = new AbortController();
  private readonly api: StreamApi;
  private readonly stream: string;
  private readonly gaps: GapFiller;
  private session: PullSession | undefined;
  private running: Promise<void> | undefined;
  /** Events of the source behind the last one that was read. */
  private pending = 0;

  constructor(private readonly options: ReaderOptions) {
    const { broker, source, sourceLog, continuity, buffer } = options;
    this.api = new StreamApi(broker);
    this.stream = streamNameOf(source);
    this.gaps = new GapFiller({
      source,
      sourceLog,
      continuity,
      buffer,
      signal: this.stopping.signal,
      onProgress: (pending) => {
        this.pending = pending;
        options.onState(null);
      },
    });
  }

  /** Events of the source that haven't been handled, as far as anybody has said. */
  get lag(): number {
    return this.pending + this.options.buffer.length;
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Something was taken from the buffer: there may be room for more. */
  refill(): void {
    this.gaps.refill();
    const { session } = this;
    if (session === undefined) return;
    const wanted = Math.min(REQUEST, this.options.buffer.room - session.outstanding);
    // Another request beside an open one only when that one ends soon, or when it is worth one.
    const worth = session.isRunningOut || (session.outstanding < REQUEST / 2 && wanted >= REQUEST / 2);
    if (wanted > 0 && worth) session.request(wanted);
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    this.gaps.refill();
    this.session?.close();
    await this.running;
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    const backoff = new Backoff(20, 1_000);
    while (!signal.aborted) {
      await this.options.broker.whenConnected(signal);
      try {
        await this.readOn(backoff);
      } catch (error) {
        await this.interrupted(error, backoff);
      }
    }
  }

  private async interrupted(error: unknown, backoff: Backoff): Promise<void> {
    const { source, logger } = this.options;
    const { signal } = this.stopping;
    if (error instanceof Gap) return this.fill(error);
    if (isFinal(error)) return this.wait(error);
    if (error instanceof ConsumerStuck) {
      const last = await this.endOfStream();
      if (last !== null) return this.fill(new Gap(last));
    }
    if (isNoStream(error)) {
      logger.debug(`the stream ${this.stream} doesn't exist yet`);
      return sleep(NO_STREAM_MS, signal);
    }
    logger.debug(`reading ${source} anew: ${messageOf(error)}`);
    await backoff.wait(signal);
  }

  /** Takes from the log what the stream doesn't have; while that can't be done, nothing behind it is handled. */
  private async fill(gap: Gap): Promise<void> {
    const { source, continuity, logger } = this.options;
    const first = continuity.last + 1;
    try {
      await this.gaps.fill(gap);
      if (gap.upTo >= first && !this.stopping.signal.aborted)
        logger.warn({ source, first, last: gap.upTo }, `${this.stream} lacks events: they were taken from the log`);
    } catch (error) {
      if (isFinal(error)) return this.wait(error);
      const what = `${this.stream} lacks events from ${continuity.last + 1} to ${gap.upTo}, and its owner can't be asked`;
      if (!(error instanceof ServiceUnavailable)) logger.error({ err: error, source }, what);
      this.options.onState(new HoleInSource(`${what}: ${messageOf(error)}`));
      await sleep(1_000, this.stopping.signal);
    }
  }

  private async wait(problem: Error): Promise<void> {
    this.options.onState(problem);
    await sleep(BROKEN_MS, this.stopping.signal);
  }

  /** Reads until the session ends; throws what ended it. */
  private async readOn(backoff: Backoff): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const { broker, continuity } = this.options;
    let broken: Error | undefined;
    const breakOff = (error: unknown): void => {
      broken ??= error instanceof Error ? error : new Error(messageOf(error));
      session.close();
    };
    const inspect = (session: PullSession, isIdle: boolean): void =>
      void this.inspect(session, isIdle).catch((error: unknown) => {
        if (error instanceof Gap || isFinal(error)) return breakOff(error);
        // What could not be found out is not needed to go on.
        this.options.logger.debug(`${this.stream} could not be looked at: ${messageOf(error)}`);
      });
    const session = await PullSession.open(broker, this.api, {
      stream: this.stream,
      startSequence: continuity.startSequence,
      onRequestEnd: () => this.refill(),
      onRunningOut: () => this.refill(),
      onIdle: () => inspect(session, true),
      onMessage: (message, delivery) => {
        try {
          this.accept(message, delivery);
          backoff.reset();
        } catch (error) {
          breakOff(error);
        }
      },
    });
    this.session = session;
    try {
      inspect(session, session.pendingAtStart === 0);
      if (this.stopping.signal.aborted) session.close();
      else this.refill();
      await session.ended;
    } finally {
      this.session = undefined;
    }
    if (broken !== undefined) throw broken;
  }

  /**
   * What the messages that come don't tell: that the stream's beginning or end was dropped, or that it ends before what
   * was handled. Then it is being filled again, or it is not the same log any more: its owner knows.
   * @throws Gap, AnotherLog
   */
  private async inspect({ startsAt, pendingAtStart }: PullSession, isIdle: boolean): Promise<void> {
    const { continuity, source, sourceLog, onState } = this.options;
    if (startsAt > continuity.last + 1) throw new Gap(startsAt - 1);
    const last = (await this.endOfStream()) ?? startsAt - 1 + pendingAtStart;
    if (isIdle && last > continuity.last) throw new Gap(last);
    const { position, eventId } = continuity.furthest;
    if (position <= last) return isIdle ? onState(null) : undefined;
    const { logId, head, events } = await sourceLog.read(position - 1, position);
    if (events[0]?.eventId === eventId) return onState(null);
    const there = head < position ? `ends at ${head}` : `has event ${events[0]?.eventId} there`;
    throw new AnotherLog(`${source} ${position} was event ${eventId} when it was handled, but log ${logId} ${there}`);
  }

  /** The stream's last sequence, or null when the broker doesn't say. */
  private async endOfStream(): Promise<number | null> {
    try {
      return (await this.api.info(this.stream))?.state.last_seq ?? null;
    } catch (error) {
      this.options.logger.debug(`${this.stream} can't be looked at: ${messageOf(error)}`);
      return null;
    }
  }

  private accept(message: Msg, { sequence, pending }: Delivery): void {
    const { source, buffer, continuity, onState } = this.options;
    const event = new MirroredEvent(source, sequence, message.subject, headerBlockOf(message), viewOf(message.data));
    this.pending = pending;
    if (!continuity.isNext(event)) return;
    onState(null);
    buffer.push(event);
    this.refill();
  }
}

/** Nothing but a person can help. */
function isFinal(error: unknown): error is Error {
  return error instanceof HoleInSource || error instanceof AnotherLog || error instanceof NotAnEvent;
}
