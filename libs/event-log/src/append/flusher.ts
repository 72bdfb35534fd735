import { messageOf } from '@windrose/platform';
import type { Pool, PoolClient } from 'pg';
import { AppendOutcomeUnknown, LogUnavailable } from '../errors';
import type { GroupOutcome } from '../outcome';
import { decodeRow, type AppendRow } from './decode';
import { appendCallSql, encodeCall, lockedBalances, type Atom } from './encode';

/** What one call carries at most. Larger calls lengthen everybody's wait without doing more per second. */
const MAX_UNITS = 400;
const MAX_BYTES = 2 * 1024 * 1024;
/** More waiting than this means that the database can't follow: better a clear refusal than an endless queue. */
const MAX_WAITING = 20_000;
/** Deadlock, serialization failure, lost race for a unique key: nothing was written, and another try may work. */
const RETRYABLE = new Set(['40P01', '40001', '23505', '55P03']);
const MAX_TRIES = 5;

interface Waiting {
  readonly atom: Atom;
  readonly bytes: number;
  readonly resolve: (outcome: GroupOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Joins the appends of one process (commands, consumers, timers, jobs) into calls: one call in flight, and while it
 * runs the next one gathers. An idle flusher sends at once; a busy one sends ever larger calls.
 */
export class Flusher {
  private queue: Waiting[] = [];
  private client: PoolClient | null = null;
  private running: Promise<void> | null = null;
  private closed = false;
  private readonly sql: string;

  constructor(
    private readonly pool: Pool,
    schema: string,
    private readonly partitions: number,
    private readonly onAppended: (headPosition: number) => void,
  ) {
    this.sql = appendCallSql(schema);
  }

  submit(atom: Atom): Promise<GroupOutcome> {
    if (this.closed) return Promise.reject(new LogUnavailable('the log is closed'));
    if (this.queue.length >= MAX_WAITING) return Promise.reject(new LogUnavailable('too many appends are waiting'));
    return new Promise((resolve, reject) => {
      const bytes = atom.units.reduce((sum, unit) => sum + unit.bytes, 0);
      this.queue.push({ atom, bytes, resolve, reject });
      this.running ??= this.run();
    });
  }

  /** Lets everything that was submitted happen, then gives the connection back. */
  async close(): Promise<void> {
    this.closed = true;
    await this.running;
    this.client?.release();
    this.client = null;
  }

  private async run(): Promise<void> {
    // Whatever is submitted in the same turn of the event loop joins the first call.
    await new Promise(setImmediate);
    while (this.queue.length > 0) {
      const call = this.takeCall();
      await this.flush(call);
    }
    this.running = null;
  }

  private takeCall(): Waiting[] {
    let units = 0;
    let bytes = 0;
    const commands = new Set<string>();
    let end = 0;
    for (; end < this.queue.length; end++) {
      const { atom, bytes: more } = this.queue[end]!;
      // The function decides each command id once per call, so a repeat waits for the next one.
      if (atom.units.some(({ unit }) => unit.commandId !== undefined && commands.has(unit.commandId))) break;
      if (end > 0 && (units + atom.units.length > MAX_UNITS || bytes + more > MAX_BYTES)) break;
      units += atom.units.length;
      bytes += more;
      for (const { unit } of atom.units) if (unit.commandId !== undefined) commands.add(unit.commandId);
    }
    return this.queue.splice(0, end);
  }

  private async flush(call: Waiting[]): Promise<void> {
    const atoms = call.map(({ atom }) => atom);
    try {
      const row = await this.callWithRetries(encodeCall(atoms, this.partitions));
      const outcomes = decodeRow(row, atoms, (place) => lockedBalances(atoms.flatMap(({ units }) => units)).sorted[place - 1]!);
      call.forEach(({ resolve }, i) => resolve(outcomes[i]!));
      if (row.unit_position !== null) this.onAppended(row.head_position);
    } catch (error) {
      // A statement that PostgreSQL itself refused has an SQLSTATE and wrote nothing. One bad atom must not fail the rest.
      if (call.length > 1 && sqlStateOf(error) !== undefined && !isOutage(error)) {
        for (const one of call) await this.flush([one]);
        return;
      }
      for (const { reject } of call) reject(error);
    }
  }

  private async callWithRetries(parameters: (string | null)[]): Promise<AppendRow> {
    for (let tries = 1; ; tries++) {
      const client = await this.connected();
      try {
        const { rows } = await client.query<AppendRow>({ name: 'append', text: this.sql, values: parameters });
        return rows[0]!;
      } catch (error) {
        const state = sqlStateOf(error);
        if (state === undefined || isOutage(error)) {
          this.dropClient(error);
          throw new AppendOutcomeUnknown(`the connection broke during an append: ${messageOf(error)}`, 1, { cause: error });
        }
        if (!RETRYABLE.has(state) || tries === MAX_TRIES) throw error;
      }
    }
  }

  /** The flusher's own connection: appends must not queue behind reads for one. */
  private async connected(): Promise<PoolClient> {
    if (this.client !== null) return this.client;
    try {
      const client = await this.pool.connect();
      client.on('error', () => this.dropClient(new Error('connection lost')));
      this.client = client;
      return client;
    } catch (error) {
      throw new LogUnavailable(`the database can't be reached: ${messageOf(error)}`, 1, { cause: error });
    }
  }

  private dropClient(error: unknown): void {
    const client = this.client;
    this.client = null;
    client?.release(error instanceof Error ? error : true);
  }
}

function sqlStateOf(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return /^[0-9A-Z]{5}$/.test(error.code) ? error.code : undefined;
}

/** Classes 57P (the server is going away) and 08 (connection): what was under way may or may not have committed. */
function isOutage(error: unknown): boolean {
  const state = sqlStateOf(error);
  return state !== undefined && (state.startsWith('57P') || state.startsWith('08'));
}
