import type { Service } from '@windrose/contracts';
import type { Client } from 'pg';
import { identifier } from '../database';
import type { StoredEvent } from '../event';
import { present } from '../present';
import { ownersTransaction, type OwnersTransactionOptions } from './owners-transaction';
import { RepairRefused } from './repair-refused';

export interface NewIdentityOptions extends OwnersTransactionOptions {
  readonly service: Service;
  /** The log's identity now. */
  readonly logId: string;
  /** The last position at which log and mirror have the same event. */
  readonly common: number;
  /** What the mirror has behind that and the log doesn't: it is given up, and kept beside the log. */
  readonly lost: () => AsyncIterable<readonly StoredEvent[]>;
  readonly onProgress?: (events: number) => void;
}

export interface NewIdentity {
  /** Of the record in `repairs`. */
  readonly repairId: number;
  readonly logId: string;
  readonly lost: number;
}

/**
 * Makes a log another one in name: processes that opened it start over, and a stream of the old one is not taken for its
 * mirror any more. The stream is the caller's to delete.
 * @throws as `ownersTransaction`
 */
export function giveNewIdentity(options: NewIdentityOptions): Promise<NewIdentity> {
  const schema = identifier(options.service);
  return ownersTransaction(options, async (client) => {
    const { rows } = await client.query<{ log_id: string }>(`select log_id from ${schema}.head for update`);
    const before = present(rows[0]).log_id;
    if (before !== options.logId) throw new RepairRefused(`the database holds log ${before} now, not ${options.logId}`);
    const { rows: ids } = await client.query<{ log_id: string }>(
      `update ${schema}.head set log_id = gen_random_uuid() returning log_id`,
    );
    const logId = present(ids[0]).log_id;
    const { rows: repairs } = await client.query<{ id: number }>(
      `insert into ${schema}.repairs (kind, common, details) values ('stream recreated', $1, $2) returning id`,
      [options.common, JSON.stringify({ logId, logIdBefore: before })],
    );
    const repairId = present(repairs[0]).id;
    let lost = 0;
    for await (const page of options.lost()) {
      await keepLost(client, schema, repairId, page);
      options.onProgress?.((lost += page.length));
    }
    return { repairId, logId, lost };
  });
}

async function keepLost(
  client: Client,
  schema: string,
  repairId: number,
  events: readonly StoredEvent[],
): Promise<void> {
  await client.query(
    `insert into ${schema}.lost_events (repair_id, position, event_id, event, data)
     select $1, e.position, e.id, e.event::json, e.data::json
     from unnest($2::bigint[], $3::uuid[], $4::text[], $5::text[]) e(position, id, event, data)`,
    [
      repairId,
      events.map(({ position }) => position),
      events.map(({ eventId }) => eventId),
      events.map(withoutData),
      events.map(({ dataText }) => dataText),
    ],
  );
}

/** Meta stays the very text that it was. */
function withoutData(event: StoredEvent): string {
  const { type, streamId, key, version, schemaVersion, partition, prev, recordedAt, metaText } = event;
  const rest = JSON.stringify({ type, streamId, key, version, schemaVersion, partition, prev, recordedAt });
  return `${rest.slice(0, -1)},"meta":${metaText}}`;
}
