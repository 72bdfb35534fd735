import type { Pool } from 'pg';
import { textColumn, isColumnSafe } from '../columns';
import { identifier } from '../database';
import type { Projection } from './projection';

export type Row = Record<string, unknown>;

/** Where one build of a projection stands: its table, and how far it has been filled. */
export interface Generation {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
}

/** The table of one generation of a projection: reading, writing and creating its rows. */
export class ProjectionTable {
  readonly name: string;
  private readonly columns: readonly string[];

  constructor(
    private readonly pool: Pool,
    private readonly schema: string,
    private readonly projection: Projection,
    readonly generation: Generation,
  ) {
    this.name = identifier(`${generation.name}_v${generation.version}_${generation.generation}`);
    this.columns = Object.keys(projection.columns);
  }

  createSql(): string[] {
    const columns = this.columns.map((column) => {
      const key = column === this.projection.primaryKey ? ' primary key' : '';
      return `${identifier(column)} ${this.projection.columns[column]}${key}`;
    });
    const indexes = (this.projection.indexes ?? []).map((index) => `create index on ${this.schema}.${this.name} (${index.join(', ')})`);
    return [`create table ${this.schema}.${this.name} (${columns.join(', ')})`, ...indexes];
  }

  async read(keys: readonly string[]): Promise<Map<string, Row>> {
    if (keys.length === 0) return new Map();
    const key = this.projection.primaryKey;
    const { rows } = await this.pool.query<Row>({
      name: `read ${this.name}`,
      text: `select * from ${this.schema}.${this.name} where ${identifier(key)} = any ($1)`,
      values: [keys],
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
    const { rows: moved } = await this.pool.query({
      name: `write ${this.name}`,
      text: this.writeSql(),
      values: [name, version, generation, from, to, ...this.columns.map((column) => this.column(rows, column))],
    });
    return moved.length === 1;
  }

  private writeSql(): string {
    const casts = this.columns.map((column, i) => `${this.schema}.split($${i + 6}::text)::${this.projection.columns[column]}[]`);
    const names = this.columns.map(identifier);
    const updates = this.columns.filter((column) => column !== this.projection.primaryKey).map(identifier);
    return `with moved as (
        update ${this.schema}.projections set position = $5
        where name = $1 and version = $2 and generation = $3 and position = $4 returning 1
      ), written as (
        insert into ${this.schema}.${this.name} (${names.join(', ')})
        select * from unnest(${casts.join(', ')}) where exists (select from moved)
        on conflict (${identifier(this.projection.primaryKey)})
          do update set ${updates.map((column) => `${column} = excluded.${column}`).join(', ')}
      ) select * from moved`;
  }

  private column(rows: readonly Row[], column: string): string {
    const isJson = this.projection.columns[column] === 'json';
    return textColumn(
      rows.map((row) => {
        const value = row[column];
        if (value === null || value === undefined) return null;
        const text = isJson ? JSON.stringify(value) : String(value);
        // Only free text can hold the two control characters that columns are joined with.
        return isColumnSafe(text) ? text : text.replace(/[\x1d\x1e]/g, '\ufffd');
      }),
    );
  }

  private parsed(row: Row): Row {
    for (const column of this.columns) {
      if (this.projection.columns[column] === 'json' && row[column] !== null) row[column] = JSON.parse(String(row[column])) as unknown;
    }
    return row;
  }
}
