import { newId } from '@windrose/platform';
import { EventRefused } from '../errors';
import type { Unit } from '../unit';
import { checkUnit } from './checks';
import { jobRows, timerRows, type ScheduledRow } from './scheduled-rows';

/** Bytes of an event's data. A message must stay below the broker's `max_payload` of 1 MiB, headers included. */
export const MAX_DATA_BYTES = 256 * 1024;
/** Bytes of an event's meta: it travels in the headers, which as a whole stay below 8 KiB. */
export const MAX_META_BYTES = 6 * 1024;

/** What a row costs besides its texts, roughly. */
const ROW_BYTES = 200;

export interface DocumentRow {
  readonly collection: string;
  readonly id: string;
  /** Null deletes it. */
  readonly body: string | null;
}

export interface EncodedEvent {
  readonly id: string;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string;
}

/** What a unit is made of once everything in it is text: the bytes that are stored and published. */
export interface EncodedUnit {
  readonly unit: Unit;
  readonly events: readonly EncodedEvent[];
  readonly metaText: string;
  readonly resultText: string | null;
  readonly documents: readonly DocumentRow[];
  readonly timers: readonly ScheduledRow[];
  readonly jobs: readonly ScheduledRow[];
  /** Roughly what the unit adds to a call. */
  readonly bytes: number;
}

const NONE: readonly never[] = [];

/**
 * Checks a unit and prints it, before it joins a call with others.
 * @throws EventRefused naming what is wrong
 */
export function encodeUnit(unit: Unit): EncodedUnit {
  checkUnit(unit);
  const metaText = unit.meta === undefined ? 'null' : jsonText('meta', unit.meta);
  checkSize('meta_too_large', 'meta', metaText, MAX_META_BYTES);
  let bytes = ROW_BYTES;
  const count = (text: string): string => {
    bytes += text.length + ROW_BYTES;
    return text;
  };
  const events = (unit.events ?? NONE).map(({ type, data, schemaVersion = 1 }) => {
    const text = jsonText(type, data);
    checkSize('event_too_large', type, text, MAX_DATA_BYTES);
    bytes += metaText.length;
    return { id: newId(), type, schemaVersion, data: count(text) };
  });
  const documents = (unit.documents ?? NONE).map(({ collection, id, body }) => ({
    collection,
    id,
    body: body === null ? null : count(jsonText('a document', body)),
  }));
  const print = (what: string, data: unknown): string => count(jsonText(what, data ?? null));
  const lastEventId = events.at(-1)?.id;
  const timers = timerRows(unit, lastEventId, print);
  const jobs = jobRows(unit, lastEventId, print);
  const resultText = unit.commandId === undefined ? null : count(jsonText('a result', unit.result ?? null));
  return { unit, events, metaText, resultText, documents, timers, jobs, bytes };
}

function jsonText(what: string, value: unknown): string {
  let text: string | undefined;
  try {
    text = JSON.stringify(value);
  } catch (error) {
    throw new EventRefused('not_json', `${what} can't be printed as JSON`, { cause: error });
  }
  // Of undefined and functions JSON.stringify makes undefined, whatever its type says.
  if (text === undefined) throw new EventRefused('not_json', `${what} is ${typeof value}, which is no JSON`);
  return text;
}

function checkSize(reason: 'event_too_large' | 'meta_too_large', what: string, text: string, max: number): void {
  // A UTF-16 unit is at most three bytes of UTF-8: most texts need no counting.
  if (text.length * 3 <= max) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > max) throw new EventRefused(reason, `${what} has ${bytes} bytes; at most ${max} are allowed`);
}
