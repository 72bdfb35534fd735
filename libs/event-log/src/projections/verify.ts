import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { PoolClient } from 'pg';
import type { EventLog } from '../event-log';
import type { Projection } from './projection';
import { ProjectionStore } from './projection-store';
import type { ProjectionTable, Row } from './projection-table';
import { Projector, type Progress } from './projector';

/** A row that readers see but the log doesn't say so, or the other way round. */
export interface Difference {
  readonly key: string;
  /** Null: there is no such row. */
  readonly live: Row | null;
  readonly rebuilt: Row | null;
}

export interface Verification {
  /** The position of the log that was compared at. */
  readonly events: number;
  /** Rows that readers see. */
  readonly rows: number;
  readonly differences: number;
}

export interface VerifyProjectionOptions {
  readonly onProgress?: (progress: Progress) => void;
  readonly onDifference: (difference: Difference) => void;
}

const PAGE = 1_000;
/** While the live table is behind the rebuilt one, in milliseconds. */
const POLL_MS = 100;
const MAX_POLLS = 600;

/**
 * Rebuilds a projection beside the live one and compares them row by row, both at the same position of the log, while the
 * service goes on. The rebuilt table is dropped again.
 * @throws when no table of this version is live; when the live one doesn't come along for a minute
 */
export async function verifyProjection(
  log: EventLog,
  projection: Projection,
  { onProgress, onDifference }: VerifyProjectionOptions,
): Promise<Verification> {
  const store = new ProjectionStore(log);
  const table = await store.openNext(projection);
  try {
    const projector = new Projector(log, store, projection, table);
    const { position } = await projector.catchUp(onProgress);
    return await withSnapshot(log, store, projection, position, async (live, at, reader) => {
      await projector.catchUp(onProgress, at);
      const { rows, differences } = await compare(live, table, reader, onDifference);
      return { events: at, rows, differences };
    });
  } finally {
    await store.drop(table);
  }
}

/** A transaction that sees the live table as it is at one position, this one or a later one. */
async function withSnapshot<T>(
  log: EventLog,
  store: ProjectionStore,
  projection: Projection,
  least: number,
  work: (live: ProjectionTable, position: number, reader: PoolClient) => Promise<T>,
): Promise<T> {
  const client = await log.pool.connect();
  try {
    for (let polls = 0; polls < MAX_POLLS; polls++) {
      await client.query('begin transaction isolation level repeatable read, read only');
      const live = await store.live(projection, client);
      if (live.position >= least) return await work(live.table, live.position, client);
      await client.query('rollback');
      await sleep(POLL_MS);
    }
    throw new Error(`the live table of ${projection.name} doesn't reach position ${least}: is its service running?`);
  } finally {
    // Closed instead of given back: it may be in a transaction.
    client.release(true);
  }
}

async function compare(
  live: ProjectionTable,
  rebuilt: ProjectionTable,
  reader: PoolClient,
  onDifference: (difference: Difference) => void,
): Promise<{ rows: number; differences: number }> {
  let [rows, differences] = [0, 0];
  const differs = (difference: Difference): void => {
    differences++;
    onDifference(difference);
  };
  for await (const page of pages((after) => live.page(after, PAGE, reader))) {
    rows += page.size;
    const others = await rebuilt.read([...page.keys()]);
    for (const [key, row] of page) {
      const other = others.get(key) ?? null;
      if (!isDeepStrictEqual(row, other)) differs({ key, live: row, rebuilt: other });
    }
  }
  for await (const page of pages((after) => rebuilt.page(after, PAGE))) {
    const others = await live.read([...page.keys()], reader);
    for (const [key, row] of page) if (!others.has(key)) differs({ key, live: null, rebuilt: row });
  }
  return { rows, differences };
}

async function* pages(
  read: (after: string | null) => Promise<Map<string, Row>>,
): AsyncGenerator<ReadonlyMap<string, Row>> {
  let last: string | null = null;
  for (;;) {
    const page: Map<string, Row> = await read(last);
    if (page.size > 0) yield page;
    if (page.size < PAGE) return;
    last = [...page.keys()].at(-1) ?? null;
  }
}
