import type { Service } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import type { LogFacts, StoredCursor } from './log-facts';

export interface ConsumerState {
  /** The service that consumes. */
  readonly service: Service;
  readonly group: string;
  readonly source: string;
  /** Everything up to this position of the source has been handled. */
  readonly position: number;
  /** Events of the source that are still to be handled. */
  readonly lag: number;
}

/** Events behind the slowest cursor that are counted one by one; beyond them, all count. */
const COUNTED = 100_000;

/** Every group and source of all services, with what is still to be done. */
export async function consumerStates(logs: readonly EventLog[], facts: readonly LogFacts[]): Promise<ConsumerState[]> {
  const followed = facts.flatMap(({ service, cursors }) => followedSources(service, cursors));
  return Promise.all(followed.map((one) => stateOf(one, logs, facts)));
}

interface FollowedSource extends Pick<ConsumerState, 'service' | 'group' | 'source'> {
  readonly cursors: readonly StoredCursor[];
}

function followedSources(service: Service, cursors: readonly StoredCursor[]): FollowedSource[] {
  const found = new Map<string, FollowedSource & { cursors: StoredCursor[] }>();
  for (const cursor of cursors) {
    const { group, source } = cursor;
    const known = found.get(`${group} ${source}`);
    if (known === undefined) found.set(`${group} ${source}`, { service, group, source, cursors: [cursor] });
    else known.cursors.push(cursor);
  }
  return [...found.values()].sort((a, b) => a.source.localeCompare(b.source));
}

async function stateOf(
  { service, group, source, cursors }: FollowedSource,
  logs: readonly EventLog[],
  facts: readonly LogFacts[],
): Promise<ConsumerState> {
  const log = logs.find((each) => each.service === source);
  const { head, partitionHeads } = facts.find((each) => each.service === source) ?? { head: 0, partitionHeads: [] };
  const behind = cursorsBehind(cursors, partitionHeads);
  const position = behind.length === 0 ? head : Math.min(...behind.map((cursor) => cursor.position));
  const lag = log === undefined || behind.length === 0 ? 0 : await eventsBehind(log, behind, position, head);
  return { service, group, source, position, lag };
}

/**
 * The partitions in which something is left to do. A partition's cursor stands still while nothing happens in it, and
 * one that has never moved has no row, so a cursor is compared with its own partition's last event, not with the head.
 */
export function cursorsBehind(
  cursors: readonly Pick<StoredCursor, 'partition' | 'position'>[],
  partitionHeads: readonly number[],
): Pick<StoredCursor, 'partition' | 'position'>[] {
  const positions = new Map(cursors.map(({ partition, position }) => [partition, position]));
  return partitionHeads
    .map((last, partition) => ({ partition, last, position: positions.get(partition) ?? 0 }))
    .filter(({ last, position }) => position < last)
    .map(({ partition, position }) => ({ partition, position }));
}

async function eventsBehind(
  { pool, schema }: EventLog,
  behind: readonly Pick<StoredCursor, 'partition' | 'position'>[],
  from: number,
  head: number,
): Promise<number> {
  const countedTo = Math.min(head, from + COUNTED);
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) from ${schema}.events e
     join unnest($1::int[], $2::bigint[]) c(partition, position) on c.partition = e.partition and e.position > c.position
     where e.position > $3 and e.position <= $4`,
    [behind.map(({ partition }) => partition), behind.map(({ position }) => position), from, countedTo],
  );
  return (rows[0]?.count ?? 0) + head - countedTo;
}
