import type { Pool } from 'pg';
import { EventRefused, LogUnavailable } from '../errors';
import type { GroupOutcome } from '../outcome';
import { present } from '../present';
import { AppendConnection } from './append-connection';
import { appendFailure } from './append-failure';
import { appendCalls, appendedEvents, appendUnits } from './append-metrics';
import { AppendQueue, type Waiting } from './append-queue';
import type { Atom } from './atom';
import type { CommitMemory } from './commit-memory';
import { committedEvents } from './committed-events';
import { decodeRow, type AppendRow } from './decode';
import { appendCallSql, encodeCall, type EncodedCall } from './encode-call';

/** More waiting than this means that the database can't follow: better a clear refusal than an endless queue. */
export const MAX_WAITING = 20_000;
const MAX_TRIES = 5;

export interface FlusherOptions {
  readonly pool: Pool;
  /** The log's quoted schema. */
  readonly schema: string;
  readonly partitions: number;
  /** The log's name in the metrics. */
  readonly name: string;
  /** They get what each commit wrote. */
  readonly memories: readonly CommitMemory[];
  /** Called after each commit that wrote events. */
  readonly onAppended: (headPosition: number) => void;
}

/**
 * Joins the appends of one process (commands, consumers, timers, jobs) into calls: one call in flight, and while it
 * runs the next one gathers. An idle flusher sends at once; a busy one sends ever larger calls.
 */
export class Flusher {
  private readonly queue = new AppendQueue();
  private readonly connection: AppendConnection;
  private readonly sql: string;
  private running: Promise<void> | null = null;
  private closed = false;

  constructor(private readonly options: FlusherOptions) {
    this.connection = new AppendConnection(options.pool);
    this.sql = appendCallSql(options.schema);
  }

  submit(atom: Atom): Promise<GroupOutcome> {
    if (this.closed) return Promise.reject(new LogUnavailable('the log is closed'));
    if (this.queue.length >= MAX_WAITING) return Promise.reject(new LogUnavailable('too many appends are waiting'));
    return new Promise((resolve, reject) => {
      this.queue.add({ atom, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Lets everything that was submitted happen, then gives the connection back. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    this.connection.release();
  }

  private async run(): Promise<void> {
    // Whatever is submitted in the same turn of the event loop joins the first call.
    await new Promise(setImmediate);
    while (this.queue.length > 0) await this.flush(this.queue.takeCall());
    this.running = null;
  }

  private async flush(call: readonly Waiting[]): Promise<void> {
    try {
      const atoms = call.map(({ atom }) => atom);
      const encoded = encodeCall(atoms, this.options.partitions);
      const row = await this.callWithRetries(encoded);
      const outcomes = decodeRow(row, atoms, encoded.balances);
      call.forEach(({ resolve, reject }, i) => {
        const outcome = present(outcomes[i]);
        if (outcome instanceof EventRefused) reject(outcome);
        else resolve(outcome);
      });
      this.committed(row, atoms);
    } catch (error) {
      await this.failed(call, error);
    }
  }

  private committed(row: AppendRow, atoms: readonly Atom[]): void {
    const { unit_status, appended, head_position } = row;
    const labels = { log: this.options.name };
    appendCalls.inc(labels);
    appendUnits.inc(labels, unit_status.length);
    if (appended === 0) return;
    appendedEvents.inc(labels, appended);
    const committed = committedEvents(row, atoms, this.options.partitions);
    for (const memory of this.options.memories) memory.add(committed);
    this.options.onAppended(head_position);
  }

  /** One atom that can't be stored must not fail the others: they are sent one by one, in their order. */
  private async failed(call: readonly Waiting[], error: unknown): Promise<void> {
    if (error instanceof LogUnavailable) return rejectAll(call, error);
    const failure = appendFailure(error);
    if (failure.kind !== 'refused' || call.length === 1) return rejectAll(call, failure.error);
    for (const waiting of call) await this.flush([waiting]);
  }

  private async callWithRetries({ values }: EncodedCall): Promise<AppendRow> {
    for (let tries = 1; ; tries++) {
      const client = await this.connection.get();
      try {
        const { rows } = await client.query<AppendRow>({ name: 'append', text: this.sql, values });
        return present(rows[0]);
      } catch (error) {
        const { kind } = appendFailure(error);
        if (kind === 'unknown' || kind === 'unavailable') {
          this.connection.drop(client);
          // The database may come back as another one, without what it had confirmed.
          for (const memory of this.options.memories) memory.clear();
        }
        if (kind !== 'again' || tries === MAX_TRIES) throw error;
      }
    }
  }
}

function rejectAll(call: readonly Waiting[], error: unknown): void {
  for (const { reject } of call) reject(error);
}
