import type { StreamInfo } from '@nats-io/jetstream';
import { messageOf, type Logger } from '@windrose/platform';
import { Backoff, sleep } from '../backoff';
import type { BrokerConnection } from '../broker/connection';
import { StreamApi } from '../broker/stream-api';
import { compareIdentity, type Standing } from './identity-check';
import { Mender } from './mender';
import type { MirrorOptions } from './mirror-config';
import { MirrorStream } from './mirror-stream';
import type { MirroredLog } from './mirrored-log';
import { Publisher } from './publisher';
import { interruptionOf, RelayLockLost, type Interruption } from './relay-errors';
import { RelayLock } from './relay-lock';
import { relayedEvents, relayInterruptions, reportRelay } from './relay-metrics';
import type { RelayStatus } from './relay-status';
import { WakeUp } from './wake-up';

export interface RelayOptions {
  readonly log: MirroredLog;
  readonly broker: BrokerConnection;
  /** The log's database: one connection holds the lock that makes this relay the active one. */
  readonly databaseUrl: string;
  readonly logger: Logger;
  readonly mirror?: MirrorOptions;
  /** Messages on their way at most. More than 256 gains nothing. Default 256. */
  readonly inFlight?: number;
  /** Milliseconds after which log and mirror are compared again although nothing has gone wrong. Default 5000. */
  readonly compareEveryMs?: number;
  /** The database holds another log than the one that was opened: nothing that this process remembers holds any more. */
  readonly onReplaced?: (reason: string) => void;
}

/** Milliseconds between looks of a relay that isn't the active one, or that has halted. */
const STANDBY_MS = 1_000;
const HALTED_MS = 2_000;
const FINISH_MS = 3_000;
const COMPARE_EVERY_MS = 5_000;
const IN_FLIGHT = 256;

/**
 * Keeps a log's mirror equal to the log: stream sequence = log position. It keeps no record of its own; what is in the
 * mirror says where to go on. Whatever goes wrong, the way back is the same: compare log and mirror, declare the
 * stream, go on after its last sequence. So a broker that lost its tail or its disk is simply refilled.
 */
export class Relay {
  private readonly stopping = new AbortController();
  private readonly backoff = new Backoff(50, 2_000);
  private readonly wakeUp = new WakeUp();
  private readonly api: StreamApi;
  private readonly stream: MirrorStream;
  private readonly lock: RelayLock;
  private readonly mender: Mender;
  private running: Promise<void> | undefined;
  private publisher: Publisher | undefined;
  private state: RelayStatus['state'] = 'starting';
  private head = 0;
  private relayed = 0;
  /** Up to here every event is known to be in its place. */
  private compared = 0;
  private problem: string | null = null;
  private interruption: Interruption | null = null;
  private failures = 0;
  /** The last run of publishing ended because it was time to compare: there may be more to publish. */
  private unfinished = false;

  constructor(private readonly options: RelayOptions) {
    const { log, broker, databaseUrl, logger } = options;
    this.api = new StreamApi(broker);
    this.stream = new MirrorStream(this.api, log, options.mirror);
    this.mender = new Mender(this.stream, logger);
    this.lock = new RelayLock(databaseUrl, log.logId, () => this.publisher?.interrupt(new RelayLockLost()));
  }

  get status(): RelayStatus {
    const { state, head, relayed, problem, interruption } = this;
    const damage = this.mender.damage;
    return { log: this.options.log.service, state, head, relayed, lag: this.lag(), problem, interruption, damage };
  }

  /** Events of the log that are not in its mirror yet. */
  lag(): number {
    return Math.max(0, this.head - this.relayed);
  }

  /** Starts relaying in the background. The first comparison of log and mirror opens the log for appends. */
  start(): void {
    this.running ??= this.run();
  }

  /** Publishes what the log still has, within a bound, and stops. */
  async stop(): Promise<void> {
    this.stopping.abort();
    this.publisher?.finish();
    const stop = new AbortController();
    void sleep(FINISH_MS, stop.signal).then(() => this.publisher?.interrupt(new Error('relay stopped')));
    await this.running;
    stop.abort();
  }

  private async run(): Promise<void> {
    const { log } = this.options;
    const unreport = reportRelay(this);
    const forget = log.onAppended((position) => {
      this.head = Math.max(this.head, position);
      this.wakeUp.raise();
    });
    while (!this.stopping.signal.aborted || this.unfinished) {
      try {
        this.unfinished = false;
        await this.turn();
        this.failures = 0;
      } catch (error) {
        this.interrupted(error);
        await this.backoff.wait(this.stopping.signal);
      }
    }
    forget();
    await this.lock.release();
    this.state = 'stopped';
    unreport();
  }

  /** Everything from comparing to publishing. Returns when there is a reason to look again; throws what interrupted it. */
  private async turn(): Promise<void> {
    const { log, broker } = this.options;
    await broker.whenConnected(this.stopping.signal);
    if (!broker.connected) return;
    const active = await this.lock.tryAcquire();
    const info = await this.stream.info();
    const standing = await compareIdentity(log, this.api, info, this.compareFrom(active, info));
    if (standing.kind === 'diverged' || standing.kind === 'replaced') return this.halt(standing);
    log.allowAppends();
    this.relayed = standing.sequence;
    if (!active) return this.standBy();
    this.compared = standing.sequence;
    if ((await this.mender.look(standing, info)) === 'look again') return;
    await this.stream.declare();
    await this.relayFrom(standing.sequence);
  }

  /**
   * The lowest sequence to compare. What was in flight when publishing was interrupted, nobody knows; nor does a process
   * that has just become the active one know what the one before it had in flight.
   */
  private compareFrom(active: boolean, info: StreamInfo | null): number {
    const last = info?.state.last_seq ?? 0;
    const { inFlight = IN_FLIGHT } = this.options;
    return active ? Math.max(this.compared, last - 2 * inFlight) : last;
  }

  private async relayFrom(sequence: number): Promise<void> {
    const { log, broker, inFlight = IN_FLIGHT, compareEveryMs = COMPARE_EVERY_MS } = this.options;
    this.publisher = new Publisher({
      log,
      broker,
      inFlight,
      stream: this.stream.name,
      wakeUp: this.wakeUp,
      forMs: compareEveryMs,
      onRead: (position) => (this.head = Math.max(this.head, position)),
      onStored: (position) => this.stored(position),
    });
    // After an interruption it is over with the next event that is stored, not with the next try.
    if (this.state !== 'interrupted' || this.lag() === 0) this.enter('relaying', null);
    try {
      if (this.stopping.signal.aborted) this.publisher.finish();
      await this.publisher.run(sequence);
      this.unfinished = !this.publisher.finished;
      this.compared = this.relayed;
    } finally {
      this.publisher = undefined;
      // Acks may overtake each other on their way through a cluster.
      this.compared = Math.max(this.compared, this.relayed - inFlight);
      if (this.relayed > sequence) this.backoff.reset();
    }
  }

  private stored(position: number): void {
    this.relayed = Math.max(this.relayed, position);
    if (this.state === 'interrupted') this.enter('relaying', null);
    relayedEvents.inc({ log: this.options.log.service });
  }

  private async standBy(): Promise<void> {
    this.enter('standby', null);
    this.head = Math.max(this.head, await this.options.log.head());
    await sleep(STANDBY_MS, this.stopping.signal);
  }

  private async halt({ kind, reason }: Extract<Standing, { reason: string }>): Promise<void> {
    const { log, logger, onReplaced } = this.options;
    // Whoever puts it right takes the lock, to be sure that nobody relays meanwhile.
    await this.lock.release();
    log.halt(reason);
    if (this.problem !== reason) {
      logger.fatal(`relay and appends are halted until a person decides: ${reason}`);
      if (kind === 'replaced') onReplaced?.(reason);
    }
    this.enter('halted', reason);
    await sleep(HALTED_MS, this.stopping.signal);
  }

  private interrupted(error: unknown): void {
    const { log, logger } = this.options;
    const reason = interruptionOf(error);
    relayInterruptions.inc({ log: log.service, reason });
    this.enter('interrupted', messageOf(error), reason);
    // The waits grow to seconds, so this is the first failure and then one line in about ten seconds.
    if (this.failures++ % 6 !== 0) return;
    const line = `the relay of ${log.service} starts over after ${this.relayed}: ${messageOf(error)}`;
    if (reason === 'no_room') logger.error({ reason }, line);
    else logger.warn({ reason }, line);
  }

  private enter(state: RelayStatus['state'], problem: string | null, interruption: Interruption | null = null): void {
    this.state = state;
    this.problem = problem;
    this.interruption = interruption;
  }
}
