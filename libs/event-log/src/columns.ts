/**
 * Columns of many rows as one text parameter each. JSON text and ids never hold the two control characters, so a join
 * replaces the escaping that an array literal needs: for large batches that escaping is the client's biggest cost.
 * The SQL side is the function `split`.
 */
const SEPARATOR = '\x1e';
const NULL_MARK = '\x1d';

/** What PostgreSQL's text can't hold, and what would be taken for the end of a value. */
const UNSAFE = /[\0\x1d\x1e]/;
const UNSAFE_ALL = new RegExp(UNSAFE, 'g');

/** Free text as a column can carry it: what it can't carry is replaced by U+FFFD. */
export function columnSafe(text: string): string {
  return UNSAFE.test(text) ? text.replace(UNSAFE_ALL, '\ufffd') : text;
}

/** Somebody else's message, for a person to read: control characters become spaces, and it has an end. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').slice(0, 1_000);
}

/** One column of texts, row by row. A leading separator tells an empty column from one empty value. */
export class TextColumn {
  private joined = '';

  add(value: string | null): void {
    this.joined += SEPARATOR;
    this.joined += value ?? NULL_MARK;
  }

  toString(): string {
    return this.joined;
  }
}

/** The rows' values in one text. */
export function textColumn(values: readonly (string | null)[]): string {
  const column = new TextColumn();
  for (const value of values) column.add(value);
  return column.toString();
}

/** The rows' values as an array literal. */
export function numberColumn(values: readonly number[]): string {
  return `{${values.join(',')}}`;
}

/** `split(text)`: a text column back to an array. Inlined by the planner. */
export function splitFunctionSql(schema: string): string {
  return `create or replace function ${schema}.split(joined text) returns text[] language sql immutable parallel safe
    return (string_to_array(joined, E'\\x1e', E'\\x1d'))[2:]`;
}
