import type { RecordedEvent } from '../event';

export type ColumnType = 'text' | 'bigint' | 'int' | 'boolean' | 'timestamptz' | 'json';

/**
 * A read model: a table of rows, each a pure fold of the log's events about it. No side effects, no clock, no reads of
 * anything else, so that a rebuild gives the same rows. Change `version` whenever the fold or the columns change: the
 * new version is then built beside the old one, which stays live until the new one has caught up.
 */
export interface Projection<Row extends object = Record<string, unknown>> {
  /** The view that always shows the live rows has this name, in the log's schema. Lower-case with underscores. */
  readonly name: string;
  readonly version: number;
  /** Type of every column. A `json` column holds what `JSON.stringify` makes of its value. */
  readonly columns: Readonly<Record<keyof Row & string, ColumnType>>;
  readonly primaryKey: keyof Row & string;
  /** Lists of columns (`placed_at desc` is fine) to index. */
  readonly indexes?: readonly (readonly string[])[];
  /** Which row an event is about. */
  keyOf(event: RecordedEvent): string;
  /** By event type: the row after the event. Types that aren't here are not even read. */
  readonly on: Readonly<Record<string, (row: Row | undefined, event: RecordedEvent) => Row | undefined>>;
}

/** Hides a projection's row type where projections of several kinds stand together. */
export function projection<Row extends object>(definition: Projection<Row>): Projection {
  return definition as unknown as Projection;
}
