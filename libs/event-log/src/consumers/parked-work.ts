import type {
  DeadLetter,
  DiscardParked,
  ListParked,
  ParkedDetails,
  ParkedEntry,
  ParkedKey,
  ParkedResolution,
} from '@windrose/contracts';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EventLog } from '../event-log';
import { present } from '../present';
import { toParkedEvent, PARKED_EVENT_COLUMNS, type ParkedEventRow } from './parked-event';
import {
  countsSql,
  detailsSql,
  discardJobSql,
  entriesSql,
  redriveJobSql,
  wishSql,
  type CountsRow,
  type DetailsRow,
  type EntryRow,
} from './parked-work-sql';

/** Events of a line that are shown. */
const SHOWN = 100;
const POLL_MS = 50;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface ParkedCounts {
  readonly groups: readonly { readonly group: string; readonly keys: number; readonly events: number }[];
  readonly deadJobs: number;
}

export interface ParkedWorkOptions {
  /** Called when an operator's wish has been stored: the holder of the partition may be in this process. */
  readonly onWish?: () => void;
  /** Milliseconds to wait for what comes of a wish. Default 3,000. */
  readonly waitMs?: number;
}

/**
 * What a service couldn't do, for operators: keys that its consumer groups have parked, and jobs that failed for good.
 * Parked keys are not touched from here: what an operator wishes is stored, and done by the holder of the key's
 * partition.
 */
export class ParkedWork {
  constructor(
    private readonly log: EventLog,
    private readonly options: ParkedWorkOptions = {},
  ) {}

  /** Newest first. */
  async list({ limit, after }: ListParked): Promise<ParkedEntry[]> {
    const { service } = this.log;
    // The list goes on over all services: what comes behind the same moment depends on the service's name.
    const sameTime =
      after === undefined || service < after.service ? 'none' : service > after.service ? 'all' : 'by id';
    const { rows } = await this.log.pool.query<EntryRow>(
      entriesSql(
        this.log.schema,
        'at < $1 or (at = $1 and ($2 = $5 or ($2 = $6 and id > $3 collate "C")))',
        'limit $4',
      ),
      [after?.since ?? 'infinity', sameTime, after?.id ?? '', limit, 'all', 'by id'],
    );
    return rows.map((row) => this.toEntry(row));
  }

  /** Null when it isn't parked (any more). */
  async show(id: string): Promise<ParkedDetails | null> {
    const entry = await this.entry(id);
    if (entry === null) return null;
    const { rows } = await this.log.pool.query<DetailsRow>(detailsSql(this.log.schema, entry.kind), [id]);
    const [details] = rows;
    if (details === undefined) return null;
    return {
      entry,
      history: details.history.map(({ at, error, tries, attempt, source, type, position, worker }) => ({
        at: at.replace('+00:00', 'Z'),
        error,
        tries: tries ?? attempt ?? 1,
        event: source === undefined ? null : `${source}.${type ?? ''} ${position ?? ''}`,
        worker: worker ?? null,
      })),
      line: entry.kind === 'parked key' ? await this.line(entry) : [],
      data: details.data === null ? null : (JSON.parse(details.data) as unknown),
    };
  }

  /** Has it tried again: a key's whole line in its order, or the job with all its tries. Null when it isn't parked. */
  async redrive(id: string, by: string): Promise<ParkedResolution | null> {
    const { service, pool, schema } = this.log;
    if (await this.wish(id, 'redrive', by)) return this.resolution(id, 'redriven');
    const { rowCount } = await pool.query(redriveJobSql(schema), [id]);
    return rowCount === 0 ? null : { service, id, status: 'redriven', entry: null };
  }

  /** Gives it up for good. What it was is kept, with who wanted that and why. Null when it isn't parked. */
  async discard({ id, reason, event }: DiscardParked, by: string): Promise<ParkedResolution | null> {
    const { service, pool, schema } = this.log;
    if (await this.wish(id, 'discard', by, reason, event)) return this.resolution(id, 'discarded');
    if (event !== undefined) return null;
    const { rowCount } = await pool.query(discardJobSql(schema), [id, reason, by]);
    return rowCount === 0 ? null : { service, id, status: 'discarded', entry: null };
  }

  async counts(): Promise<ParkedCounts> {
    const { rows } = await this.log.pool.query<CountsRow>({ name: 'parked_counts', text: countsSql(this.log.schema) });
    const { groups, dead_jobs: deadJobs } = present(rows[0]);
    return { groups, deadJobs };
  }

  /** @returns whether there is such a key, with that event if one is named */
  private async wish(
    id: string,
    wish: 'redrive' | 'discard',
    by: string,
    reason?: string,
    event?: DiscardParked['event'],
  ): Promise<boolean> {
    if (keyIdFrom(id) === null) return false;
    const values = [id, wish, event?.source ?? null, event?.position ?? null, reason ?? null, by];
    const { rowCount } = await this.log.pool.query(wishSql(this.log.schema), values);
    if (rowCount === 0) return false;
    this.announceWish();
    return true;
  }

  /** A wish has been stored. */
  announceWish(): void {
    this.options.onWish?.();
  }

  /** What has come of the wishes for a parked key; waits for that, `waitMs` at most. */
  async resolution(id: string, done: 'redriven' | 'discarded'): Promise<ParkedResolution> {
    const { service } = this.log;
    const deadline = Date.now() + (this.options.waitMs ?? 3_000);
    for (;;) {
      const entry = await this.entry(id);
      if (entry === null) return { service, id, status: done, entry };
      const wished = entry.kind === 'parked key' && entry.wish !== null;
      if (!wished) return { service, id, status: done === 'discarded' ? done : 'parked', entry };
      if (Date.now() >= deadline) return { service, id, status: 'requested', entry };
      await sleep(POLL_MS);
    }
  }

  private async entry(id: string): Promise<ParkedEntry | null> {
    const { rows } = await this.log.pool.query<EntryRow>(entriesSql(this.log.schema, 'id = $1', ''), [id]);
    return rows[0] === undefined ? null : this.toEntry(rows[0]);
  }

  private async line({ group, key }: ParkedKey): Promise<ParkedDetails['line']> {
    const { rows } = await this.log.pool.query<ParkedEventRow>(
      `select ${PARKED_EVENT_COLUMNS} from ${this.log.schema}.parked_events
       where consumer_group = $1 and key = $2 order by line limit ${SHOWN}`,
      [group, key],
    );
    return rows.map(toParkedEvent).map(({ source, position, eventId, type, recordedAt, parkedAt, data }) => ({
      source,
      position,
      id: eventId,
      type,
      at: recordedAt,
      parkedAt,
      data,
    }));
  }

  private toEntry({ kind, id, key, attempts, error, since, group, event, events, wish, job }: EntryRow): ParkedEntry {
    const common = { service: this.log.service, id, key, attempts, error, since };
    return kind === 'parked key'
      ? ({ kind, ...common, group, event, events, wish } satisfies ParkedKey)
      : ({ kind, ...common, job } satisfies DeadLetter);
  }
}

/** An entry's id as that of a parked key; null when it can only be a job's. */
export function keyIdFrom(id: string): string | null {
  return UUID.test(id) ? id : null;
}
