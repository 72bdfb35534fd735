import { printable } from '../columns';
import type { EventLog } from '../event-log';
import { present } from '../present';
import type { CursorMove } from '../unit';
import {
  parked,
  PARKED_EVENT_COLUMNS,
  toParkedEvent,
  type ForeignEvent,
  type ParkedEvent,
  type ParkedEventRow,
} from './parked-event';

/** A key in one of the partitions that this process holds, under the lease's epoch as it knows it. */
export interface LeasedKey {
  readonly key: string;
  readonly partition: number;
  readonly epoch: number;
}

/** Why an event couldn't be handled. */
export interface HandlingFailure {
  readonly event: Pick<ForeignEvent, 'source' | 'position' | 'type'>;
  readonly error: string;
  /** How often it was tried. */
  readonly tries: number;
}

/** Limits to what may be the events' fault. */
export interface ParkingLimit {
  /** No more of the group's keys than this … */
  readonly keys: number;
  /** … are parked within this time, in milliseconds. */
  readonly withinMs: number;
}

/** What an operator wants done with a parked key. */
export interface ParkedWish {
  readonly id: number;
  readonly key: string;
  readonly wish: 'redrive' | 'discard';
  /** The one event that is meant; null: all of the key's. */
  readonly event: { readonly source: string; readonly position: number } | null;
  readonly by: string;
  readonly reason: string | null;
}

/**
 * A consumer group's parked keys, as the holder of their partition works with them. What is written under a lease that
 * is another member's by now changes nothing.
 */
export class ParkingStore {
  constructor(
    private readonly log: EventLog,
    private readonly group: string,
  ) {}

  /**
   * Parks the event's key, the event being the first in its line, and moves the cursor past it. It must be the next one
   * that is due in its partition.
   */
  async park(
    event: ForeignEvent,
    move: CursorMove,
    failure: HandlingFailure,
    limit: ParkingLimit,
  ): Promise<'parked' | 'lost' | 'too many'> {
    const { source, partition, key } = event;
    const row = parked(this.group, event);
    return this.call('park_key', [
      ...[this.group, partition, move.epoch ?? 0, source, move.from, move.to, move.eventId],
      ...[key, row.event, row.data, JSON.stringify(entryOf(failure)), limit.keys, limit.withinMs],
    ]);
  }

  /** Ends the key's parking if nothing is in its line. */
  unpark({ key, partition, epoch }: LeasedKey): Promise<'unparked' | 'waiting' | 'lost'> {
    return this.call('unpark_key', [this.group, partition, epoch, key]);
  }

  /** The first events of the key's line. */
  async line(key: string, limit: number): Promise<ParkedEvent[]> {
    const { rows } = await this.log.pool.query<ParkedEventRow>({
      name: 'parked_line',
      text: `select ${PARKED_EVENT_COLUMNS} from ${this.log.schema}.parked_events
        where consumer_group = $1 and key = $2 order by line limit $3`,
      values: [this.group, key, limit],
    });
    return rows.map(toParkedEvent);
  }

  /** The key's events were tried again, and failed again. */
  async failedAgain(key: string, failure: HandlingFailure): Promise<void> {
    await this.log.pool.query(
      `update ${this.log.schema}.parked_keys
       set history = history || ($3::jsonb || jsonb_build_object('at', clock_timestamp()))
       where consumer_group = $1 and key = $2`,
      [this.group, key, JSON.stringify(entryOf(failure))],
    );
  }

  /** What operators wish of this key, in their order. */
  async wishes(key: string): Promise<ParkedWish[]> {
    const { rows } = await this.log.pool.query<WishRow>({
      name: 'parked_wishes',
      text: `select w.id, k.key, w.wish, w.source, w.position, w.wished_by as by, w.reason
        from ${this.log.schema}.parked_wishes w join ${this.log.schema}.parked_keys k on k.id = w.parked_id
        where k.consumer_group = $1 and k.key = $2 order by w.id`,
      values: [this.group, key],
    });
    return rows.map(({ source, position, ...wish }) => ({
      ...wish,
      event: source === null || position === null ? null : { source, position },
    }));
  }

  /** Moves what the wish means from the line to what was discarded. Done once, whoever does it. */
  async discard({ id, key, event, by, reason }: ParkedWish): Promise<void> {
    const { schema } = this.log;
    await this.log.pool.query(
      `with wish as (delete from ${schema}.parked_wishes where id = $6 returning id), gone as (
         delete from ${schema}.parked_events e using wish
         where e.consumer_group = $1 and e.key = $2
           and ($3::text is null or (e.source = $3 and e.position = $4)) returning e.*
       )
       insert into ${schema}.discarded
         (kind, consumer_group, key, source, position, what, data, history, reason, discarded_by)
       select 'event', g.consumer_group, g.key, g.source, g.position, g.event, g.data, k.history, coalesce($5, ''), $7
       from gone g join ${schema}.parked_keys k on k.consumer_group = g.consumer_group and k.key = g.key
       order by g.line`,
      [this.group, key, event?.source ?? null, event?.position ?? null, reason, id, by],
    );
  }

  /** A wish has been tried to fulfil. */
  async forget({ id }: ParkedWish): Promise<void> {
    await this.log.pool.query(`delete from ${this.log.schema}.parked_wishes where id = $1`, [id]);
  }

  private async call<Answer extends string>(name: string, values: readonly unknown[]): Promise<Answer> {
    const { rows } = await this.log.pool.query<{ answer: Answer }>({
      name,
      text: `select ${this.log.schema}.${name}(${values.map((_, i) => `$${i + 1}`).join(', ')}) as answer`,
      values: [...values],
    });
    return present(rows[0]).answer;
  }
}

type WishRow = Omit<ParkedWish, 'event'> & { source: string | null; position: number | null };

function entryOf({ event: { source, position, type }, error, tries }: HandlingFailure): Record<string, unknown> {
  return { source, position, type, error: printable(error), tries };
}
