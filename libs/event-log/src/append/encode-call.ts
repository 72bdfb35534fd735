import { numberColumn, textColumn } from '../columns';
import { EventRefused } from '../errors';
import { APPEND_PARAMETERS, type AppendParameters, type Columns } from '../schema/append/parameters';
import type { Posting, StreamRef } from '../unit';
import type { Atom } from './atom';
import { balanceName } from './checks';
import type { EncodedUnit } from './encode-unit';
import { eventColumns } from './event-columns';
import { cursorColumns, documentColumns, jobColumns, parkedColumns, timerColumns } from './side-columns';
import { Places } from './places';

const NAMES = Object.keys(APPEND_PARAMETERS) as (keyof AppendParameters)[];

export function appendCallSql(schema: string): string {
  return `select * from ${schema}.append(${NAMES.map((_, i) => `$${i + 1}`).join(', ')})`;
}

/** The atoms as one call of the append function, and what its answer points into. */
export interface EncodedCall {
  readonly values: (string | null)[];
  readonly balances: Places<Posting>;
}

/** @throws EventRefused when units of the call give one stream different keys */
export function encodeCall(atoms: readonly Atom[], partitions: number): EncodedCall {
  const units = atoms.length === 1 && atoms[0] ? atoms[0].units : atoms.flatMap((atom) => atom.units);
  const streams = lockedStreams(units);
  const balances = lockedBalances(units);
  const parameters: AppendParameters = {
    atom_sizes: numberColumn(atoms.map((atom) => atom.units.length)),
    ...unitColumns(units, streams),
    ...streamColumns(units, streams),
    ...eventColumns(units, partitions),
    ...postingColumns(units, balances),
    ...cursorColumns(atoms),
    ...parkedColumns(atoms),
    ...documentColumns(units),
    ...timerColumns(units),
    ...jobColumns(units),
  };
  return { values: NAMES.map((name) => parameters[name]), balances };
}

/** A unit concerns its stream if it writes to it, or if it expects a version of it. */
function streamOf({ unit, events }: EncodedUnit): StreamRef | undefined {
  return events.length > 0 || typeof unit.expectedVersion === 'number' ? unit.stream : undefined;
}

function lockedStreams(units: readonly EncodedUnit[]): Places<StreamRef> {
  const found = new Map<string, StreamRef>();
  for (const unit of units) {
    const stream = streamOf(unit);
    if (stream === undefined) continue;
    const known = found.get(stream.id);
    if (known === undefined) found.set(stream.id, stream);
    else if (known.key !== stream.key) {
      throw new EventRefused('wrong_key', `the stream ${stream.id} is given the keys ${known.key} and ${stream.key}`);
    }
  }
  return new Places(found);
}

function lockedBalances(units: readonly EncodedUnit[]): Places<Posting> {
  const found = new Map<string, Posting>();
  for (const { unit } of units) for (const posting of unit.postings ?? []) found.set(balanceName(posting), posting);
  return new Places(found);
}

function unitColumns(units: readonly EncodedUnit[], streams: Places<StreamRef>): Columns<'unit'> {
  const unit_stream: number[] = [];
  const unit_expected: number[] = [];
  const unit_events: number[] = [];
  const unit_posting: number[] = [0];
  let hasCommand = false;
  let postings = 0;
  for (const encoded of units) {
    const { unit } = encoded;
    const stream = streamOf(encoded);
    unit_stream.push(stream === undefined ? 0 : streams.of(stream.id));
    unit_expected.push(typeof unit.expectedVersion === 'number' ? unit.expectedVersion : -1);
    unit_events.push(encoded.events.length);
    unit_posting.push((postings += unit.postings?.length ?? 0));
    hasCommand ||= unit.commandId !== undefined;
  }
  return {
    unit_stream: numberColumn(unit_stream),
    unit_expected: numberColumn(unit_expected),
    unit_events: numberColumn(unit_events),
    unit_command: hasCommand ? textColumn(units.map(({ unit }) => unit.commandId ?? null)) : null,
    unit_result: hasCommand ? textColumn(units.map(({ resultText }) => resultText)) : null,
    unit_posting: postings > 0 ? numberColumn(unit_posting) : null,
  };
}

function streamColumns(units: readonly EncodedUnit[], streams: Places<StreamRef>): Columns<'stream'> {
  const { sorted } = streams;
  if (sorted.length === 0) return { stream_ids: null, stream_keys: null, stream_events: null };
  const events = sorted.map(() => 0);
  for (const encoded of units) {
    const stream = streamOf(encoded);
    if (stream === undefined) continue;
    const place = streams.of(stream.id) - 1;
    events[place] = (events[place] ?? 0) + encoded.events.length;
  }
  return {
    stream_ids: textColumn(sorted.map(({ id }) => id)),
    stream_keys: textColumn(sorted.map(({ key }) => key)),
    stream_events: numberColumn(events),
  };
}

function postingColumns(units: readonly EncodedUnit[], balances: Places<Posting>): Columns<'balance' | 'posting'> {
  const { sorted } = balances;
  if (sorted.length === 0)
    return { balance_owner: null, balance_account: null, posting_balance: null, posting_delta: null };
  const postings = units.flatMap(({ unit }) => unit.postings ?? []);
  return {
    balance_owner: textColumn(sorted.map(({ owner }) => owner)),
    balance_account: textColumn(sorted.map(({ account }) => account)),
    posting_balance: numberColumn(postings.map((posting) => balances.of(balanceName(posting)))),
    posting_delta: numberColumn(postings.map(({ delta }) => delta)),
  };
}
