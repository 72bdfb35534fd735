import type { Service } from '@windrose/contracts';
import type { Client } from 'pg';
import { identifier } from '../database';
import type { StoredEvent } from '../event';
import { present } from '../present';
import type { Derivation } from './derivation';
import { ownersTransaction, type OwnersTransactionOptions } from './owners-transaction';
import { remakeBalances } from './remade-balances';
import { remakeFollowUps, type FollowUpCounts } from './remade-follow-ups';
import { RepairRefused } from './repair-refused';
import { RestoredTail, type LogEnd } from './restored-tail';

export interface RestoreTailOptions extends OwnersTransactionOptions {
  readonly service: Service;
  /** The log's identity now: another one is another log than the one that was looked at. */
  readonly logId: string;
  /** The identity that the tail's events carry: the log has it afterwards. */
  readonly tailLogId: string;
  /** Reads the events behind a position, in order. Called again when the transaction has to be begun again. */
  readonly tail: (after: number) => AsyncIterable<readonly StoredEvent[]>;
  /** What comes back beside the events. */
  readonly derivation?: Derivation;
  readonly onProgress?: (events: number) => void;
}

/** What has come back, or, of a dry run, would. */
export interface RestoredLog extends FollowUpCounts {
  /** The first and the last position that were written. */
  readonly from: number;
  readonly to: number;
  readonly events: number;
  readonly streams: number;
  /** Amounts that were others before. */
  readonly balances: number;
}

interface HeadRow {
  readonly log_id: string;
  readonly partitions: number;
}

/**
 * Puts events back behind the end of a log that has lost them, at their positions and with their bytes, and makes again
 * what the service keeps beside them: streams, head, balances, documents, timers, jobs. Command ids and cursors stay as
 * the database has them. One transaction, in which appends wait.
 * @throws RepairRefused when what comes isn't the continuation of the log; as `ownersTransaction`
 */
export function restoreTail(options: RestoreTailOptions): Promise<RestoredLog> {
  const schema = identifier(options.service);
  return ownersTransaction(options, async (client) => {
    // In the order of the append's own locks. Whatever waits for one of them finds the log as it is afterwards.
    for (const table of ['streams', 'balances', 'head', 'events'])
      await client.query(`lock table ${schema}.${table} in share row exclusive mode`);
    const { rows } = await client.query<HeadRow>(`select log_id, partitions from ${schema}.head for update`);
    const { log_id: logId, partitions } = present(rows[0]);
    if (logId !== options.logId) throw new RepairRefused(`the database holds log ${logId} now, not ${options.logId}`);
    const end = await endOfLog(client, schema, partitions);
    const tail = new RestoredTail(client, schema, end);
    for await (const page of options.tail(end.position)) {
      await tail.write(page);
      options.onProgress?.(tail.end.position - end.position);
    }
    const from = end.position + 1;
    const to = tail.end.position;
    if (to < from) throw new RepairRefused(`the mirror has no events behind ${end.position}`);
    await tail.checkIds(end.position);
    await client.query(`update ${schema}.head set log_id = $1, position = $2, partition_positions = $3`, [
      options.tailLogId,
      to,
      tail.end.partitions,
    ]);
    const remade = await remakeBeside(client, schema, options.derivation ?? {}, end.position);
    const restored = { from, to, events: to - end.position, streams: tail.streams, ...remade };
    await client.query(`insert into ${schema}.repairs (kind, common, details) values ('log restored', $1, $2)`, [
      end.position,
      JSON.stringify({ ...restored, logId: options.tailLogId, logIdBefore: logId }),
    ]);
    return restored;
  });
}

/** Out of the events alone: the head's row may say more than there is. @throws RepairRefused when there are gaps */
async function endOfLog(client: Client, schema: string, partitions: number): Promise<LogEnd> {
  const { rows } = await client.query<{ partition: number; events: number; last: number }>(
    `select partition, count(*) as events, max(position) as last from ${schema}.events group by partition`,
  );
  const lastOf = new Map(rows.map(({ partition, last }) => [partition, last]));
  const position = Math.max(0, ...lastOf.values());
  const events = rows.reduce((sum, row) => sum + row.events, 0);
  if (events !== position) {
    throw new RepairRefused(`the log itself has gaps: ${events} events up to position ${position}`);
  }
  return { position, partitions: Array.from({ length: partitions }, (_, partition) => lastOf.get(partition) ?? 0) };
}

async function remakeBeside(
  client: Client,
  schema: string,
  { postings, followUps }: Derivation,
  after: number,
): Promise<FollowUpCounts & { readonly balances: number }> {
  const balances = postings === undefined ? 0 : await remakeBalances(client, schema, postings);
  const counts = followUps && (await remakeFollowUps(client, schema, followUps, after));
  return { balances, ...(counts ?? { documents: 0, timers: 0, jobs: 0 }) };
}
