import { ok, refused, type LogSlice, type ReadLog, type Result, type RpcRequest } from '@windrose/contracts';
import type { StoredEvent } from '@windrose/event-log';

/** What is needed of a log to serve it. `EventLog` is one. */
export interface ServedLog {
  identity(): Promise<{ readonly logId: string; readonly head: number }>;
  readAll(range: { after: number; limit: number; upTo?: number }): Promise<StoredEvent[]>;
}

/**
 * Bytes of one answer's rows at most. Half of what a broker lets through by default, and still more than the largest
 * event takes, quoted and with its meta.
 */
const MAX_BYTES = 512 * 1024;
const PAGE = 100;

/** Answers `rpc.v1.<service>.read-log`: events of the service's own log, for consumers that miss them in the mirror. */
export function serveLog(log: ServedLog): (request: RpcRequest<ReadLog>) => Promise<Result<LogSlice>> {
  return async ({ input: { after, upTo } }) => {
    if (!isPosition(after) || !isPosition(upTo)) return refused('invalid', 'after and upTo are positions of the log');
    const identity = await log.identity();
    return ok({ ...identity, rows: await rowsOf(log, after, upTo) });
  };
}

async function rowsOf(log: ServedLog, after: number, upTo: number): Promise<StoredEvent[]> {
  const rows: StoredEvent[] = [];
  let bytes = 0;
  for (let last = after; last < upTo;) {
    const page = await log.readAll({ after: last, upTo, limit: PAGE });
    for (const row of page) {
      bytes += Buffer.byteLength(JSON.stringify(row));
      if (bytes > MAX_BYTES && rows.length > 0) return rows;
      rows.push(row);
    }
    if (page.length < PAGE) break;
    last += page.length;
  }
  return rows;
}

function isPosition(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
