import type { EventMeta } from '@windrose/contracts';
import { messageOf, type Logger } from '@windrose/platform';
import type { EventLog } from '../event-log';
import { scheduledBy } from '../meta';
import { Work } from '../work/work';

export interface DueTimer<Data = unknown> {
  readonly id: string;
  readonly kind: string;
  readonly key: string;
  readonly data: Data;
  readonly dueAt: string;
  /** For the events that the timer leads to. */
  readonly meta: EventMeta;
}

/** Decides what a due timer leads to. The timer is cleared in the same append, so a late one finds nothing to do. */
export interface TimerHandler<Data = unknown> {
  readonly kind: string;
  handle(timer: DueTimer<Data>, work: Work): Promise<void>;
}

const BATCH = 200;
const LONGEST_SLEEP_MS = 200;
const AFTER_ERROR_MS = 500;

/**
 * Hands due timers to their handlers, in batches of one append. Time is the database's. Two instances may see the same
 * timer: the streams' versions let one of them succeed, and the other one finds the timer gone.
 */
export class TimerRunner {
  private readonly handlers: ReadonlyMap<string, TimerHandler>;
  private wakeAt = 0;
  private wake: () => void = () => undefined;
  private stopping = false;
  private running: Promise<void> = Promise.resolve();
  private unsubscribe: () => void = () => undefined;

  constructor(
    private readonly log: EventLog,
    handlers: readonly TimerHandler[],
    private readonly logger: Logger,
  ) {
    this.handlers = new Map(handlers.map((handler) => [handler.kind, handler]));
  }

  start(): void {
    if (this.handlers.size === 0) return;
    this.unsubscribe = this.log.onScheduled(({ nextTimerMs }) => {
      if (Date.now() + nextTimerMs < this.wakeAt) this.wake();
    });
    this.running = this.run();
  }

  /** Finishes the batch that is under way. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.unsubscribe();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      let sleepMs: number;
      try {
        sleepMs = await this.fireDue();
      } catch (error) {
        this.logger.warn({ err: error }, `timers wait: ${messageOf(error)}`);
        sleepMs = AFTER_ERROR_MS;
      }
      if (sleepMs > 0 && !this.stopping) await this.sleep(sleepMs);
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.wakeAt = Date.now() + ms;
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @returns milliseconds until there may be more to do */
  private async fireDue(): Promise<number> {
    const { rows } = await this.log.pool.query<TimerRow>({
      name: 'due_timers',
      text: `select timer_id, kind, key, data, meta, due_at,
          greatest(0, extract(epoch from due_at - clock_timestamp()) * 1000)::float8 as in_ms
        from ${this.log.schema}.timers where kind = any ($1) order by due_at limit ${BATCH}`,
      values: [[...this.handlers.keys()]],
    });
    const due = rows.filter(({ in_ms }) => in_ms === 0).map((row) => toTimer(row, this.log));
    if (due.length > 0) await this.fire(due);
    const next = rows[due.length];
    if (next === undefined) return due.length === BATCH ? 0 : LONGEST_SLEEP_MS;
    return Math.min(LONGEST_SLEEP_MS, Math.max(1, next.in_ms));
  }

  /** All in one append; those that conflict with something that happens at the same time, one by one. */
  private async fire(timers: readonly DueTimer[]): Promise<void> {
    const work = new Work(this.log);
    let failure: unknown;
    for (const timer of timers) {
      try {
        await this.handlers.get(timer.kind)!.handle(timer, work);
        work.change({ clearTimers: [timer.id] });
      } catch (error) {
        failure = error;
        break;
      }
    }
    if (failure === undefined) {
      const outcome = await work.commit();
      if (outcome.status === 'appended') return;
    }
    if (timers.length > 1) {
      for (const timer of timers) await this.fire([timer]);
    } else if (failure !== undefined) {
      await this.postpone(timers[0]!, failure);
    }
  }

  /** A handler that fails must not hold up the other timers. */
  private async postpone(timer: DueTimer, failure: unknown): Promise<void> {
    this.logger.error({ err: failure, timer: timer.id, kind: timer.kind }, `a timer failed: ${messageOf(failure)}`);
    await this.log.pool.query(
      `update ${this.log.schema}.timers set due_at = clock_timestamp() + interval '5 seconds' where timer_id = $1`,
      [timer.id],
    );
  }
}

interface TimerRow {
  timer_id: string;
  kind: string;
  key: string;
  data: string;
  meta: string;
  due_at: string;
  in_ms: number;
}

function toTimer(row: TimerRow, log: EventLog): DueTimer {
  return {
    id: row.timer_id,
    kind: row.kind,
    key: row.key,
    data: JSON.parse(row.data) as unknown,
    dueAt: row.due_at,
    meta: scheduledBy(JSON.parse(row.meta) as EventMeta, log.service),
  };
}
