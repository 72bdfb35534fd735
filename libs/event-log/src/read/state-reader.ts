import type { Pool } from 'pg';
import { present } from '../present';

/** How far a consumer group has come in one partition of a source. */
export interface Cursor {
  readonly source: string;
  readonly partition: number;
  readonly position: number;
  /** Id of the source's event at that position; null at 0. */
  readonly eventId: string | null;
}

/** Reads what a log keeps beside its events. */
export class StateReader {
  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
  ) {}

  async head(): Promise<number> {
    const { rows } = await this.pool.query<{ position: number }>({
      name: 'head',
      text: `select position from ${this.schema}.head`,
    });
    return present(rows[0]).position;
  }

  /** Whose log the database holds now, and how far it goes. */
  async identity(): Promise<{ logId: string; head: number }> {
    const { rows } = await this.pool.query<{ log_id: string; position: number }>({
      name: 'identity',
      text: `select log_id, position from ${this.schema}.head`,
    });
    const { log_id: logId, position: head } = present(rows[0]);
    return { logId, head };
  }

  async cursors(group: string): Promise<Cursor[]> {
    const { rows } = await this.pool.query<{
      source: string;
      partition: number;
      position: number;
      event_id: string | null;
    }>({
      name: 'cursors',
      text: `select source, partition, position, event_id from ${this.schema}.cursors where consumer_group = $1`,
      values: [group],
    });
    return rows.map(({ source, partition, position, event_id }) => ({
      source,
      partition,
      position,
      eventId: event_id,
    }));
  }

  async documents<T>(collection: string, ids: readonly string[]): Promise<Map<string, T>> {
    if (ids.length === 0) return new Map();
    const { rows } = await this.pool.query<{ id: string; body: string }>({
      name: 'documents',
      text: `select id, body from ${this.schema}.documents where collection = $1 and id = any ($2)`,
      values: [collection, ids],
    });
    return new Map(rows.map(({ id, body }) => [id, JSON.parse(body) as T]));
  }

  async commandResults<T>(commandIds: readonly string[]): Promise<Map<string, T>> {
    if (commandIds.length === 0) return new Map();
    const { rows } = await this.pool.query<{ command_id: string; result: string }>({
      name: 'command_results',
      text: `select command_id, result from ${this.schema}.commands where command_id = any ($1)`,
      values: [commandIds],
    });
    return new Map(rows.map(({ command_id, result }) => [command_id, JSON.parse(result) as T]));
  }

  async balances(owners: readonly string[]): Promise<Map<string, Record<string, number>>> {
    const found = new Map<string, Record<string, number>>(owners.map((owner) => [owner, {}]));
    if (found.size === 0) return found;
    const { rows } = await this.pool.query<{ owner: string; account: string; amount: number }>({
      name: 'balances',
      text: `select owner, account, amount from ${this.schema}.balances where owner = any ($1)`,
      values: [owners],
    });
    for (const { owner, account, amount } of rows) present(found.get(owner))[account] = amount;
    return found;
  }
}
