import type { Service } from '@windrose/contracts';
import { ProjectionStore, type EventLog, type ProjectionState } from '@windrose/event-log';

/** How far one consumer group has come in one partition of a source. */
export interface StoredCursor {
  readonly group: string;
  readonly source: string;
  readonly partition: number;
  readonly position: number;
}

/** A job whose last try has failed: it waits for a person. */
export interface DeadLetter {
  readonly service: Service;
  readonly kind: 'dead letter';
  readonly id: string;
  readonly job: string;
  readonly key: string;
  readonly attempts: number;
  readonly error: string | null;
  readonly since: string;
}

/** What one service's schema says, all read at about the same moment. */
export interface LogFacts {
  readonly service: Service;
  readonly logId: string;
  readonly head: number;
  /** When the last event was recorded; null in an empty log. */
  readonly lastEventAt: string | null;
  /** Position of the last event of every partition. */
  readonly partitionHeads: readonly number[];
  readonly cursors: readonly StoredCursor[];
  readonly projections: readonly ProjectionState[];
  readonly deadLetters: readonly DeadLetter[];
}

export async function logFacts(log: EventLog): Promise<LogFacts> {
  const { service, logId, pool, schema } = log;
  // What follows a log first, then the log: so nothing seems to be further than the log itself.
  const cursors = await pool.query<StoredCursor>(
    `select consumer_group as "group", source, partition, position from ${schema}.cursors`,
  );
  const projections = await new ProjectionStore(log).states();
  const dead = await pool.query<Omit<DeadLetter, 'service' | 'kind'>>(
    `select job_id as id, kind as job, key, attempt as attempts, last_error as error, added_at as since
     from ${schema}.jobs where dead order by added_at limit 1000`,
  );
  const { rows } = await pool.query<{ position: number; heads: number[]; at: string | null }>(
    `select h.position, h.partition_positions as heads, e.recorded_at as at
     from ${schema}.head h left join ${schema}.events e on e.position = h.position`,
  );
  const [{ position, heads, at } = { position: 0, heads: [], at: null }] = rows;
  return {
    service,
    logId,
    head: position,
    lastEventAt: at,
    partitionHeads: heads,
    cursors: cursors.rows,
    projections,
    deadLetters: dead.rows.map((row) => ({ service, kind: 'dead letter', ...row })),
  };
}
