import { KEY_PATTERN } from '@windrose/contracts';
import { columnSafe } from '../columns';
import { EventRefused, type EventRefusedReason } from '../errors';
import type { CursorMove, EventRef, ParkedChange, Posting, StreamRef, Unit } from '../unit';

const STREAM_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;
const TYPE_PATTERN = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
const COMMAND_ID_PATTERN = /^[\x21-\x7e]{1,200}$/;
const UUID_PATTERN = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
/** Ids and names travel in columns that control characters hold together, and are indexed: short, and printable. */
const NAME_PATTERN = /^[^\p{Cc}\p{Cs}]{1,200}$/u;
const MAX_INT = 2_147_483_647;
/** Longer waits are mistakes, and would pass the end of PostgreSQL's calendar sooner or later. */
const MAX_WAIT_MS = 100 * 366 * 24 * 3_600_000;

/**
 * Refuses a unit that can't be stored before it joins a call, so that it fails alone. The database's own constraints
 * say the same once more.
 * @throws EventRefused naming what is wrong
 */
export function checkUnit(unit: Unit): void {
  const { stream, events, expectedVersion, commandId, postings, documents, setTimers, addJobs } = unit;
  if (commandId !== undefined && !COMMAND_ID_PATTERN.test(commandId)) {
    refuse('bad_command_id', `command id ${JSON.stringify(commandId)} is not 1–200 visible ASCII characters`);
  }
  if (stream !== undefined) checkStream(stream);
  if (typeof expectedVersion === 'number') checkInteger('an expected version', expectedVersion, 0, MAX_INT);
  if (events?.length) {
    if (stream === undefined) refuse('events_without_stream', 'events need a stream');
    for (const { type, schemaVersion } of events) {
      if (!TYPE_PATTERN.test(type)) refuse('bad_type', `event type ${JSON.stringify(type)} is not a name`);
      if (schemaVersion !== undefined) checkInteger('a schema version', schemaVersion, 1, MAX_INT);
    }
  }
  if ((events?.length || setTimers?.length || addJobs?.length) && unit.meta === undefined) {
    refuse('without_meta', 'events, timers and jobs need a meta');
  }
  if (postings?.length) checkPostings(postings);
  for (const { collection, id } of documents ?? []) checkNames('a document', collection, id);
  checkTimers(unit);
  checkJobs(unit);
}

/** @throws EventRefused naming what is wrong */
export function checkCursors(cursors: readonly CursorMove[]): void {
  const seen = new Set<string>();
  for (const { group, source, partition, from, to, eventId, epoch = 0 } of cursors) {
    checkNames('a cursor', group, source);
    checkInteger('a partition', partition, 0, MAX_INT);
    checkInteger('a position', from, 0);
    checkInteger('a position', to, 0);
    checkInteger('an epoch', epoch, 0);
    if (!UUID_PATTERN.test(eventId)) refuse('bad_text', `${JSON.stringify(eventId)} is not the id of an event`);
    const cursor = cursorName({ group, source, partition });
    if (seen.has(cursor)) refuse('repeated_cursor', `two moves of one cursor: partition ${partition} of ${source}`);
    seen.add(cursor);
  }
}

/** @throws EventRefused naming what is wrong */
export function checkParked(parked: readonly ParkedChange[]): void {
  const seen = new Set<string>();
  for (const change of parked) {
    checkNames('a parked event', change.group, change.source);
    checkInteger('a position', change.position, 1);
    const name = parkedName(change);
    if (seen.has(name)) refuse('repeated_event', `${change.source} ${change.position} is parked or unparked twice`);
    seen.add(name);
    if (change.kind === 'unpark') continue;
    checkKey(change.key);
    for (const text of [change.event, change.data]) {
      if (columnSafe(text) !== text) refuse('bad_text', `${change.source} ${change.position} holds control characters`);
    }
  }
}

export function parkedName({ group, source, position }: EventRef): string {
  return `${group}\n${source}\n${position}`;
}

export function cursorName({ group, source, partition }: Pick<CursorMove, 'group' | 'source' | 'partition'>): string {
  return `${group}\n${source}\n${partition}`;
}

/** Line feeds sort below every character of a name, so that joined names sort as the pairs do. */
export function balanceName({ owner, account }: Pick<Posting, 'owner' | 'account'>): string {
  return `${owner}\n${account}`;
}

function checkStream({ id, key }: StreamRef): void {
  checkKey(key);
  if (!STREAM_PATTERN.test(id))
    refuse('bad_stream', `stream ${JSON.stringify(id)} doesn't match ${STREAM_PATTERN.source}`);
}

function checkKey(key: string): void {
  if (!KEY_PATTERN.test(key)) refuse('bad_key', `key ${JSON.stringify(key)} doesn't match ${KEY_PATTERN.source}`);
}

function checkPostings(postings: readonly Posting[]): void {
  const seen = new Set<string>();
  for (const posting of postings) {
    const { owner, account, delta } = posting;
    checkNames('a posting', owner, account);
    checkInteger('a delta', delta, -Number.MAX_SAFE_INTEGER);
    const balance = balanceName(posting);
    if (seen.has(balance))
      refuse('repeated_posting', `two postings of one unit change ${account} of ${owner}: add them up`);
    seen.add(balance);
  }
}

function checkTimers({ setTimers, clearTimers, fireTimers }: Unit): void {
  for (const { id, kind, key, dueInMs } of setTimers ?? []) {
    checkNames('a timer', id, kind, key);
    checkWait(dueInMs);
  }
  for (const id of clearTimers ?? []) checkNames('a timer', id);
  for (const { id, dueAt } of fireTimers ?? []) checkNames('a timer', id, dueAt);
}

function checkJobs({ addJobs, completeJobs, concludeJobs, buryJobs }: Unit): void {
  for (const { id, kind, key, runInMs = 0 } of addJobs ?? []) {
    checkNames('a job', id, kind, key);
    checkWait(runInMs);
  }
  for (const id of completeJobs ?? []) checkNames('a job', id);
  for (const { id, worker } of [...(concludeJobs ?? []), ...(buryJobs ?? [])]) checkNames('a job', id, worker);
}

function checkNames(what: string, ...names: readonly string[]): void {
  for (const name of names) {
    if (!NAME_PATTERN.test(name)) {
      refuse(
        'bad_text',
        `${what} is named ${JSON.stringify(name)}: 1–200 characters, none of them a control character`,
      );
    }
  }
}

function checkInteger(what: string, value: number, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (!Number.isSafeInteger(value) || value < min || value > max) refuse('bad_number', `${what} can't be ${value}`);
}

function checkWait(ms: number): void {
  if (!(Math.abs(ms) <= MAX_WAIT_MS)) refuse('bad_number', `${ms} ms is no time to wait`);
}

function refuse(reason: EventRefusedReason, message: string): never {
  throw new EventRefused(reason, message);
}
