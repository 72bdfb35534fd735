import { partitionOf } from '@windrose/platform';
import { numberColumn, textColumn } from '../columns';
import type { CursorMove, Posting, StreamRef, Unit } from '../unit';
import type { EncodedUnit } from './validate';

/** Units that happen together with their cursors, or not at all. */
export interface Atom {
  readonly units: readonly EncodedUnit[];
  readonly cursors: readonly CursorMove[];
}

/** How many parameters the append function takes. */
const PARAMETER_COUNT = 48;

export function appendCallSql(schema: string): string {
  const parameters = Array.from({ length: PARAMETER_COUNT }, (_, i) => `$${i + 1}`);
  return `select * from ${schema}.append(${parameters.join(', ')})`;
}

/** Everything that the call locks in sorted order, and where each one stands in it (from 1). */
class Locked<T> {
  readonly sorted: readonly T[];
  private readonly places = new Map<string, number>();

  constructor(byName: ReadonlyMap<string, T>) {
    const names = [...byName.keys()].sort();
    this.sorted = names.map((name) => byName.get(name)!);
    names.forEach((name, i) => this.places.set(name, i + 1));
  }

  placeOf(name: string): number {
    return this.places.get(name)!;
  }
}

/** U+001F sorts below every character of a name, so that joined names sort as the pairs do. */
const balanceName = ({ owner, account }: Pick<Posting, 'owner' | 'account'>): string => `${owner}\x1f${account}`;

/**
 * The atoms as the append function's parameters: rows by column. A kind of row that doesn't occur is sent as null.
 * Also gives every event its partition.
 */
export function encodeCall(atoms: readonly Atom[], partitions: number): (string | null)[] {
  const units = atoms.flatMap((atom) => atom.units);
  const streams = lockedStreams(units);
  const balances = lockedBalances(units);
  const parameters = [
    numberColumn(atoms.map((atom) => atom.units.length)),
    ...unitColumns(units, streams),
    ...streamColumns(streams.sorted),
    ...eventColumns(units, partitions),
    ...postingColumns(units, balances),
    ...cursorColumns(atoms),
    ...documentColumns(units),
    ...timerColumns(units),
    ...jobColumns(units),
  ];
  return parameters;
}

function lockedStreams(units: readonly EncodedUnit[]): Locked<StreamRef> {
  const found = new Map<string, StreamRef>();
  for (const { unit } of units) if (unit.stream && unit.events?.length) found.set(unit.stream.id, unit.stream);
  return new Locked(found);
}

export function lockedBalances(units: readonly EncodedUnit[]): Locked<Posting> {
  const found = new Map<string, Posting>();
  for (const { unit } of units) for (const posting of unit.postings ?? []) found.set(balanceName(posting), posting);
  return new Locked(found);
}

function unitColumns(units: readonly EncodedUnit[], streams: Locked<StreamRef>): (string | null)[] {
  const stream: number[] = [];
  const expected: number[] = [];
  const events: number[] = [];
  const postingEnd: number[] = [0];
  let hasCommand = false;
  let postings = 0;
  for (const { unit } of units) {
    const count = unit.events?.length ?? 0;
    stream.push(count > 0 ? streams.placeOf(unit.stream!.id) : 0);
    expected.push(typeof unit.expectedVersion === 'number' ? unit.expectedVersion : -1);
    events.push(count);
    postingEnd.push((postings += unit.postings?.length ?? 0));
    hasCommand ||= unit.commandId !== undefined;
  }
  return [
    numberColumn(stream),
    numberColumn(expected),
    numberColumn(events),
    hasCommand ? textColumn(units.map(({ unit }) => unit.commandId ?? null)) : null,
    hasCommand ? textColumn(units.map(({ unit }) => JSON.stringify(unit.result ?? null))) : null,
    numberColumn(postingEnd),
  ];
}

function streamColumns(streams: readonly StreamRef[]): (string | null)[] {
  if (streams.length === 0) return [null, null];
  return [textColumn(streams.map(({ id }) => id)), textColumn(streams.map(({ key }) => key))];
}

function eventColumns(units: readonly EncodedUnit[], partitions: number): (string | null)[] {
  const unitPlace: number[] = [];
  const seq: number[] = [];
  const id: string[] = [];
  const stream: string[] = [];
  const key: string[] = [];
  const partition: number[] = [];
  const type: string[] = [];
  const schema: number[] = [];
  const data: string[] = [];
  const meta: string[] = [];
  units.forEach(({ unit, eventIds, dataTexts, metaText }, place) => {
    if (!unit.stream || !unit.events?.length) return;
    const keyPartition = partitionOf(unit.stream.key, partitions);
    unit.events.forEach((event, i) => {
      unitPlace.push(place + 1);
      seq.push(i + 1);
      id.push(eventIds[i]!);
      stream.push(unit.stream!.id);
      key.push(unit.stream!.key);
      partition.push(keyPartition);
      type.push(event.type);
      schema.push(event.schemaVersion ?? 1);
      data.push(dataTexts[i]!);
      meta.push(metaText);
    });
  });
  return [
    numberColumn(unitPlace),
    numberColumn(seq),
    textColumn(id),
    textColumn(stream),
    textColumn(key),
    numberColumn(partition),
    textColumn(type),
    numberColumn(schema),
    textColumn(data),
    textColumn(meta),
  ];
}

function postingColumns(units: readonly EncodedUnit[], balances: Locked<Posting>): (string | null)[] {
  if (balances.sorted.length === 0) return [null, null, null, null];
  const postings = units.flatMap(({ unit }) => unit.postings ?? []);
  return [
    textColumn(balances.sorted.map(({ owner }) => owner)),
    textColumn(balances.sorted.map(({ account }) => account)),
    numberColumn(postings.map((posting) => balances.placeOf(balanceName(posting)))),
    numberColumn(postings.map(({ delta }) => delta)),
  ];
}

function cursorColumns(atoms: readonly Atom[]): (string | null)[] {
  const rows = atoms.flatMap(({ cursors }, i) => cursors.map((cursor) => ({ ...cursor, atom: i + 1 })));
  if (rows.length === 0) return Array<null>(7).fill(null);
  return [
    numberColumn(rows.map(({ atom }) => atom)),
    textColumn(rows.map(({ group }) => group)),
    textColumn(rows.map(({ source }) => source)),
    numberColumn(rows.map(({ partition }) => partition)),
    numberColumn(rows.map(({ from }) => from)),
    numberColumn(rows.map(({ to }) => to)),
    textColumn(rows.map(({ eventId }) => eventId)),
  ];
}

function documentColumns(units: readonly EncodedUnit[]): (string | null)[] {
  const rows = units.flatMap(({ unit }, i) => (unit.documents ?? []).map((document) => ({ ...document, unit: i + 1 })));
  if (rows.length === 0) return Array<null>(4).fill(null);
  return [
    numberColumn(rows.map(({ unit }) => unit)),
    textColumn(rows.map(({ collection }) => collection)),
    textColumn(rows.map(({ id }) => id)),
    textColumn(rows.map(({ body }) => (body === null ? null : JSON.stringify(body)))),
  ];
}

/** A timer that is cleared travels as a row without a kind; within one unit setting wins over clearing. */
function timerColumns(units: readonly EncodedUnit[]): (string | null)[] {
  const rows = units.flatMap(({ unit, eventIds }, i) => [
    ...(unit.clearTimers ?? []).map((id) => ({ unit: i + 1, id, kind: null, key: null, ms: 0, data: null, meta: null })),
    ...(unit.setTimers ?? []).map((timer) => ({
      unit: i + 1,
      id: timer.id,
      kind: timer.kind,
      key: timer.key,
      ms: timer.dueInMs,
      data: JSON.stringify(timer.data ?? null),
      meta: scheduledMeta(unit, eventIds),
    })),
  ]);
  return scheduledColumns(rows);
}

/** A job that is completed travels as a row without a kind. */
function jobColumns(units: readonly EncodedUnit[]): (string | null)[] {
  const rows = units.flatMap(({ unit, eventIds }, i) => [
    ...(unit.completeJobs ?? []).map((id) => ({ unit: i + 1, id, kind: null, key: null, ms: 0, data: null, meta: null })),
    ...(unit.addJobs ?? []).map((job) => ({
      unit: i + 1,
      id: job.id,
      kind: job.kind,
      key: job.key,
      ms: job.runInMs ?? 0,
      data: JSON.stringify(job.data ?? null),
      meta: scheduledMeta(unit, eventIds),
    })),
  ]);
  return scheduledColumns(rows);
}

/** What a timer or job leads to was caused by the last event of the unit that set it. */
function scheduledMeta(unit: Unit, eventIds: readonly string[]): string {
  if (unit.meta === undefined) return 'null';
  return JSON.stringify({ ...unit.meta, causationId: eventIds.at(-1) ?? unit.meta.causationId });
}

interface ScheduledRow {
  readonly unit: number;
  readonly id: string;
  readonly kind: string | null;
  readonly key: string | null;
  readonly ms: number;
  readonly data: string | null;
  readonly meta: string | null;
}

function scheduledColumns(rows: readonly ScheduledRow[]): (string | null)[] {
  if (rows.length === 0) return Array<null>(7).fill(null);
  return [
    numberColumn(rows.map(({ unit }) => unit)),
    textColumn(rows.map(({ id }) => id)),
    textColumn(rows.map(({ kind }) => kind)),
    textColumn(rows.map(({ key }) => key)),
    numberColumn(rows.map(({ ms }) => Math.round(ms))),
    textColumn(rows.map(({ data }) => data)),
    textColumn(rows.map(({ meta }) => meta)),
  ];
}
