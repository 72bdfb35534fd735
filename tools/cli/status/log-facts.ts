import type { ParkedEntry, Service } from '@windrose/contracts';
import { ParkedWork, ProjectionStore, type EventLog, type ProjectionState } from '@windrose/event-log';

/** How far one consumer group has come in one partition of a source. */
export interface StoredCursor {
  readonly group: string;
  readonly source: string;
  readonly partition: number;
  readonly position: number;
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
  /** Newest first, at most a thousand. */
  readonly parked: readonly ParkedEntry[];
}

export async function logFacts(log: EventLog): Promise<LogFacts> {
  const { service, logId, pool, schema } = log;
  // What follows a log first, then the log: so nothing seems to be further than the log itself.
  const cursors = await pool.query<StoredCursor>(
    `select consumer_group as "group", source, partition, position from ${schema}.cursors`,
  );
  const projections = await new ProjectionStore(log).states();
  const parked = await new ParkedWork(log).list({ limit: 1_000 });
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
    parked,
  };
}
