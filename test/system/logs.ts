import { Client as PostgresClient } from 'pg';

/** CONTRACT sections 4 and 5: each service's log, and the stream that mirrors it. */
export const MIRRORS = {
  edge: 'INTAKE',
  orders: 'ORDERS',
  inventory: 'INVENTORY',
  payments: 'PAYMENTS',
  shipping: 'SHIPPING',
  customers: 'CUSTOMERS',
  notifications: 'NOTIFICATIONS',
} as const;

export type Service = keyof typeof MIRRORS;
export const SERVICES = Object.keys(MIRRORS) as Service[];

/** One row of a log, `data` and `meta` as the text that is stored. */
export interface Row {
  readonly position: number;
  readonly stream_id: string;
  readonly version: number;
  readonly event_id: string;
  readonly key: string;
  readonly partition: number;
  readonly prev: number;
  readonly type: string;
  readonly schema_version: number;
  readonly data: string;
  readonly meta: string;
}

/** The logs, by SQL alone. */
export class Logs {
  private constructor(private readonly postgres: PostgresClient) {}

  static async open(databaseUrl: string): Promise<Logs> {
    const postgres = new PostgresClient({ connectionString: databaseUrl });
    await postgres.connect();
    return new Logs(postgres);
  }

  async head(service: Service): Promise<number> {
    const [row] = await this.query<{ head: number }>(
      `select coalesce(max(position), 0)::int as head from ${service}.events`,
    );
    return row!.head;
  }

  rows(service: Service, after: number, limit: number): Promise<Row[]> {
    return this.query(
      `select position::int, stream_id, version, event_id, key, partition, prev::int, type, schema_version,
         data::text as data, meta::text as meta
       from ${service}.events where position > $1 order by position limit $2`,
      [after, limit],
    );
  }

  /** How many events of each type there are. */
  async counts(service: Service): Promise<Record<string, number>> {
    const rows = await this.query<{ type: string; count: number }>(
      `select type, count(*)::int as count from ${service}.events group by type order by type`,
    );
    return Object.fromEntries(rows.map(({ type, count }) => [type, count]));
  }

  /** Positions where the log is not dense: by position, by version in its stream, or by the chain of its partition. */
  flaws(service: Service): Promise<unknown[]> {
    return this.query(
      `select * from (
         select position, position - row_number() over (order by position) as position_off,
           version - row_number() over (partition by stream_id order by position) as version_off,
           prev - lag(position, 1, 0::bigint) over (partition by partition order by position) as prev_off
         from ${service}.events) as e
       where position_off <> 0 or version_off <> 0 or prev_off <> 0 order by position limit 10`,
    );
  }

  /** The trace ids (W3C) that the service's events about an order carry. */
  async tracesOf(service: Service, orderId: string): Promise<string[]> {
    const rows = await this.query<{ trace: string }>(
      `select distinct split_part(meta->>'traceparent', '-', 2) as trace from ${service}.events where key = $1`,
      [orderId],
    );
    return rows.map(({ trace }) => trace);
  }

  async close(): Promise<void> {
    await this.postgres.end();
  }

  private async query<R extends object>(sql: string, values: unknown[] = []): Promise<R[]> {
    return (await this.postgres.query<R>(sql, values)).rows;
  }
}
