import type { EventLog, NewEvent, StreamRef, Unit } from '../src';
import { META } from './meta';

export { META };

/** A stream whose key is its id. */
export function stream(id: string): StreamRef {
  return { id, key: id };
}

export function happened(...steps: readonly number[]): NewEvent[] {
  return steps.map((step) => ({ type: 'StepTaken', data: { step } }));
}

/** One event on a stream, whatever its version. */
export function step(id: string, more: Partial<Unit> = {}): Unit {
  return { stream: stream(id), events: happened(1), meta: META, ...more };
}

interface StoredRow {
  position: number;
  stream_id: string;
  version: number;
  partition: number;
  prev: number;
}

/**
 * What must hold for every log at every moment: positions and versions dense from 1, every event knows the one before
 * it in its partition, head and streams say what the events say.
 * @returns how many events there are
 */
export async function expectSound({ pool, schema, partitions }: EventLog): Promise<number> {
  const { rows: events } = await pool.query<StoredRow>(
    `select position, stream_id, version, partition, prev from ${schema}.events order by position`,
  );
  const versions = new Map<string, number>();
  const last = Array<number>(partitions).fill(0);
  const faults: unknown[] = [];
  events.forEach((event, i) => {
    const version = (versions.get(event.stream_id) ?? 0) + 1;
    if (event.position !== i + 1 || event.version !== version || event.prev !== last[event.partition])
      faults.push(event);
    versions.set(event.stream_id, event.version);
    last[event.partition] = event.position;
  });
  expect(faults.slice(0, 3)).toEqual([]);

  const { rows: heads } = await pool.query(`select position, partition_positions::text[] as last from ${schema}.head`);
  expect(heads).toEqual([{ position: events.length, last: last.map(String) }]);
  const { rows: streams } = await pool.query<{ stream_id: string; version: number }>(
    `select stream_id, version from ${schema}.streams where version > 0`,
  );
  expect(new Map(streams.map(({ stream_id, version }) => [stream_id, version]))).toEqual(versions);
  return events.length;
}
