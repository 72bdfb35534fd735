import type { Pool, PoolClient } from 'pg';
import { columnSafe, textColumn } from '../columns';
import { identifier } from '../database';
import { tableNameOf, type Generation } from './generation';
import type { Schemas } from './generation-sql';
import type { Projection } from './projection';

export type Row = Record<string, unknown>;

/** The table of one generation of a projection: reading, writing and creating its rows. */
export class ProjectionTable {
  readonly name: string;
  private readonly columns: readonly string[];
  private readonly jsonColumns: readonly string[];

  constructor(
    private readonly log: Schemas & { readonly pool: Pool },
    private readonly projection: Projection,
    readonly generation: Generation,
  ) {
    this.name = tableNameOf(generation);
    this.columns = Object.keys(projection.columns);
    this.jsonColumns = this.columns.filter((column) => projection.columns[column] === 'json');
  }

  private get qualified(): string {
    return `${this.log.views}.${this.name}`;
  }

  createSql(): string[] {
    const columns = this.columns.map((column) => {
      const key = column === this.projection.primaryKey ? ' primary key' : '';
      return `${identifier(column)} ${this.projection.columns[column]}${key}`;
    });
    const indexes = (this.projection.indexes ?? []).map(
      (index) => `create index on ${this.qualified} (${index.join(', ')})`,
    );
    return [`create table ${this.qualified} (${columns.join(', ')})`, ...indexes];
  }

  /** The rows of these keys, as the pool or one client's transaction sees them. */
  async read(keys: readonly string[], reader: Pool | PoolClient = this.log.pool): Promise<Map<string, Row>> {
    if (keys.length === 0) return new Map();
    const key = this.projection.primaryKey;
    const { rows } = await reader.query<Row>({
      name: `read ${this.name}`,
      text: `select * from ${this.qualified} where ${identifier(key)} = any ($1)`,
      values: [keys],
    });
    return new Map(rows.map((row) => [String(row[key]), this.parsed(row)]));
  }

  /** So many rows, by key, that come after this one; null for the first ones. */
  async page(
    after: string | null,
    limit: number,
    reader: Pool | PoolClient = this.log.pool,
  ): Promise<Map<string, Row>> {
    const key = this.projection.primaryKey;
    const { rows } = await reader.query<Row>({
      name: `page ${this.name}`,
      text: `select * from ${this.qualified}
        where $1::text is null or ${identifier(key)} > $1 order by ${identifier(key)} limit $2`,
      values: [after, limit],
    });
    return new Map(rows.map((row) => [String(row[key]), this.parsed(row)]));
  }

  /**
   * Writes the rows and moves the position from `from` to `to`, in one statement: both or, when another process has
   * moved it already, nothing.
   * @returns whether it was this call that moved it
   */
  async write(rows: readonly Row[], from: number, to: number): Promise<boolean> {
    const { name, version, generation } = this.generation;
    const { rows: moved } = await this.log.pool.query({
      name: `write ${this.name}`,
      text: this.writeSql(),
      values: [name, version, generation, from, to, ...this.columns.map((column) => this.column(rows, column))],
    });
    return moved.length === 1;
  }

  private writeSql(): string {
    const { projection } = this;
    const { schema } = this.log;
    const casts = this.columns.map((column, i) => `${schema}.split($${i + 6}::text)::${projection.columns[column]}[]`);
    const names = this.columns.map(identifier);
    const updates = this.columns.filter((column) => column !== projection.primaryKey).map(identifier);
    const update =
      updates.length === 0
        ? 'nothing'
        : `update set ${updates.map((column) => `${column} = excluded.${column}`).join(', ')}`;
    return `with moved as (
        update ${schema}.projections set position = $5
        where name = $1 and version = $2 and generation = $3 and position = $4 returning 1
      ), written as (
        insert into ${this.qualified} (${names.join(', ')})
        select * from unnest(${casts.join(', ')}) where exists (select from moved)
        on conflict (${identifier(projection.primaryKey)}) do ${update}
      ) select * from moved`;
  }

  private column(rows: readonly Row[], column: string): string {
    const isJson = this.jsonColumns.includes(column);
    return textColumn(
      rows.map((row) => {
        const value = row[column];
        if (value === null || value === undefined) return null;
        // Printed JSON holds no control characters; free text may.
        return isJson ? JSON.stringify(value) : columnSafe(plainText(value));
      }),
    );
  }

  private parsed(row: Row): Row {
    for (const column of this.jsonColumns) {
      const text = row[column];
      if (typeof text === 'string') row[column] = JSON.parse(text) as unknown;
    }
    return row;
  }
}

function plainText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  throw new TypeError(`a column can't hold ${JSON.stringify(value)}: declare it as json`);
}
