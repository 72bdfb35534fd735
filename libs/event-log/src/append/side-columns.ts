import { numberColumn, textColumn } from '../columns';
import type { Columns } from '../schema/append/parameters';
import type { EventParked } from '../unit';
import type { Atom } from './atom';
import type { EncodedUnit } from './encode-unit';
import type { ScheduledRow } from './scheduled-rows';

export function cursorColumns(atoms: readonly Atom[]): Columns<'cursor'> {
  const rows = atoms.flatMap(({ cursors }, i) => cursors.map((cursor) => ({ ...cursor, atom: i + 1 })));
  const { texts, numbers } = columnsOf(rows);
  return {
    cursor_atom: numbers(({ atom }) => atom),
    cursor_group: texts(({ group }) => group),
    cursor_source: texts(({ source }) => source),
    cursor_partition: numbers(({ partition }) => partition),
    cursor_from: numbers(({ from }) => from),
    cursor_to: numbers(({ to }) => to),
    cursor_event: texts(({ eventId }) => eventId),
    cursor_epoch: numbers(({ epoch = 0 }) => epoch),
  };
}

export function parkedColumns(atoms: readonly Atom[]): Columns<'parked'> {
  const rows = atoms.flatMap(({ parked = [] }, i) => parked.map((change) => ({ change, atom: i + 1 })));
  const { texts, numbers } = columnsOf(rows);
  const added = (of: (event: EventParked) => string) =>
    texts(({ change }) => (change.kind === 'park' ? of(change) : null));
  return {
    parked_atom: numbers(({ atom }) => atom),
    parked_group: texts(({ change }) => change.group),
    parked_source: texts(({ change }) => change.source),
    parked_position: numbers(({ change }) => change.position),
    parked_key: added(({ key }) => key),
    parked_event: added(({ event }) => event),
    parked_data: added(({ data }) => data),
  };
}

export function documentColumns(units: readonly EncodedUnit[]): Columns<'document'> {
  const { texts, numbers } = columnsOf(rowsOf(units, ({ documents }) => documents));
  return {
    document_unit: numbers(({ unit }) => unit),
    document_collection: texts(({ row }) => row.collection),
    document_ids: texts(({ row }) => row.id),
    document_body: texts(({ row }) => row.body),
  };
}

export function timerColumns(units: readonly EncodedUnit[]): Columns<'timer'> {
  const rows = rowsOf(units, ({ timers }) => timers);
  const { texts, numbers } = columnsOf(rows);
  return {
    timer_unit: numbers(({ unit }) => unit),
    timer_ids: texts(({ row }) => row.id),
    timer_kind: texts(({ row }) => row.kind),
    timer_key: texts(({ row }) => row.key),
    timer_due_ms: numbers(({ row }) => row.ms),
    timer_data: texts(({ row }) => row.data),
    timer_meta: texts(({ row }) => row.meta),
    timer_fired: clearsAny(rows) ? texts(({ row }) => row.guard) : null,
  };
}

export function jobColumns(units: readonly EncodedUnit[]): Columns<'job'> {
  const rows = rowsOf(units, ({ jobs }) => jobs);
  const { texts, numbers } = columnsOf(rows);
  return {
    job_unit: numbers(({ unit }) => unit),
    job_ids: texts(({ row }) => row.id),
    job_kind: texts(({ row }) => row.kind),
    job_key: texts(({ row }) => row.key),
    job_run_ms: numbers(({ row }) => row.ms),
    job_data: texts(({ row }) => row.data),
    job_meta: texts(({ row }) => row.meta),
    job_claim: clearsAny(rows) ? texts(({ row }) => row.guard) : null,
  };
}

/** The rows of all units, each with the place of its unit. */
function rowsOf<T>(units: readonly EncodedUnit[], of: (unit: EncodedUnit) => readonly T[]): { unit: number; row: T }[] {
  const rows: { unit: number; row: T }[] = [];
  units.forEach((unit, i) => {
    for (const row of of(unit)) rows.push({ unit: i + 1, row });
  });
  return rows;
}

/** Makes columns of rows: null when there are none. */
function columnsOf<Row>(rows: readonly Row[]) {
  return {
    texts: (of: (row: Row) => string | null) => (rows.length === 0 ? null : textColumn(rows.map(of))),
    numbers: (of: (row: Row) => number) => (rows.length === 0 ? null : numberColumn(rows.map(of))),
  };
}

function clearsAny(rows: readonly { row: ScheduledRow }[]): boolean {
  return rows.some(({ row }) => row.kind === null);
}
