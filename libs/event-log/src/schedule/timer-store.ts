import type { EventMeta } from '@windrose/contracts';
import type { EventLog } from '../event-log';
import { scheduledBy } from '../meta';
import type { DueTimer } from './timers';

interface TimerRow {
  timer_id: string;
  kind: string;
  key: string;
  data: string;
  meta: string;
  due_at: string;
  in_ms: number;
}

export interface DueTimers {
  /** The longest due first. */
  readonly timers: readonly DueTimer[];
  /** Milliseconds until the next one is due, if that is within the time that was asked for. */
  readonly nextInMs: number | undefined;
}

/** The timers table. Time is the database's. */
export class TimerStore {
  constructor(private readonly log: EventLog) {}

  /** At most `limit` timers that are due, or when the next one will be within `withinMs`. */
  async due(kinds: readonly string[], limit: number, withinMs: number): Promise<DueTimers> {
    // now() and not clock_timestamp(): only what is stable during a statement can bound an index scan.
    const { rows } = await this.log.pool.query<TimerRow>({
      name: 'due_timers',
      text: `select timer_id, kind, key, data, meta, due_at,
          (extract(epoch from due_at - now()) * 1000)::float8 as in_ms
        from ${this.log.schema}.timers
        where due_at <= now() + $3 * interval '1 millisecond' and kind = any ($1)
        order by due_at, timer_id limit $2`,
      values: [kinds, limit, withinMs],
    });
    const timers = rows.filter(({ in_ms }) => in_ms <= 0).map((row) => this.toTimer(row));
    return { timers, nextInMs: rows[timers.length]?.in_ms };
  }

  /** Lets a timer come due again later, unless it has been set again meanwhile. */
  async postpone({ id, dueAt }: DueTimer, byMs: number): Promise<void> {
    await this.log.pool.query(
      `update ${this.log.schema}.timers set due_at = clock_timestamp() + $3 * interval '1 millisecond'
       where timer_id = $1 and due_at = $2::timestamptz`,
      [id, dueAt, byMs],
    );
  }

  private toTimer(row: TimerRow): DueTimer {
    return {
      id: row.timer_id,
      kind: row.kind,
      key: row.key,
      data: JSON.parse(row.data) as unknown,
      dueAt: row.due_at,
      meta: scheduledBy(JSON.parse(row.meta) as EventMeta, this.log.service),
    };
  }
}
