import { KEY_PATTERN } from '@windrose/contracts';
import { newId } from '@windrose/platform';
import { isColumnSafe } from '../columns';
import { EventRefused } from '../errors';
import type { Unit } from '../unit';

/** Bytes of an event's data. A message must stay below the broker's `max_payload` of 1 MiB, headers included. */
export const MAX_DATA_BYTES = 256 * 1024;
/** Bytes of an event's meta: it travels in the headers, which as a whole stay below 8 KiB. */
export const MAX_META_BYTES = 6 * 1024;

const STREAM_PATTERN = /^[A-Za-z0-9_-]{1,128}$/;
const TYPE_PATTERN = /^[A-Za-z][A-Za-z0-9]{0,63}$/;
const COMMAND_ID_PATTERN = /^[\x21-\x7e]{1,200}$/;

/** What a unit is made of once its data is text: the bytes that are stored and published. */
export interface EncodedUnit {
  readonly unit: Unit;
  readonly eventIds: readonly string[];
  readonly dataTexts: readonly string[];
  readonly metaText: string;
  readonly bytes: number;
}

/**
 * Checks and prints a unit before it joins a call, so that one that can't be stored is refused alone, and before it
 * could take a position. The database's own constraints say the same once more.
 * @throws EventRefused naming what is wrong
 */
export function encodeUnit(unit: Unit): EncodedUnit {
  const events = unit.events ?? [];
  if (unit.commandId !== undefined && !COMMAND_ID_PATTERN.test(unit.commandId)) {
    throw new EventRefused('bad_command_id', `command id ${JSON.stringify(unit.commandId)} is not 1–200 visible ASCII characters`);
  }
  checkPostings(unit);
  if (events.length === 0) return { unit, eventIds: [], dataTexts: [], metaText: '', bytes: 200 };
  if (unit.stream === undefined || unit.meta === undefined) {
    throw new EventRefused('events_without_stream', 'events need a stream and a meta');
  }
  if (!KEY_PATTERN.test(unit.stream.key)) {
    throw new EventRefused('bad_key', `key ${JSON.stringify(unit.stream.key)} doesn't match ${KEY_PATTERN.source}`);
  }
  if (!STREAM_PATTERN.test(unit.stream.id)) {
    throw new EventRefused('bad_stream', `stream ${JSON.stringify(unit.stream.id)} doesn't match ${STREAM_PATTERN.source}`);
  }
  const metaText = JSON.stringify(unit.meta);
  checkSize('meta_too_large', 'meta', metaText, MAX_META_BYTES);
  let bytes = 0;
  const dataTexts = events.map(({ type, data }) => {
    if (!TYPE_PATTERN.test(type)) throw new EventRefused('bad_type', `event type ${JSON.stringify(type)} is not a name`);
    const text = JSON.stringify(data);
    checkSize('event_too_large', type, text, MAX_DATA_BYTES);
    bytes += text.length + metaText.length + 200;
    return text;
  });
  return { unit, eventIds: events.map(newId), dataTexts, metaText, bytes };
}

function checkSize(reason: 'event_too_large' | 'meta_too_large', what: string, text: string, max: number): void {
  // A UTF-16 unit is at most three bytes of UTF-8: most texts need no counting.
  if (text.length * 3 <= max) return;
  const bytes = Buffer.byteLength(text);
  if (bytes > max) throw new EventRefused(reason, `${what} has ${bytes} bytes; at most ${max} are allowed`);
}

function checkPostings(unit: Unit): void {
  const postings = unit.postings ?? [];
  const seen = new Set<string>();
  for (const { owner, account } of postings) {
    if (!isColumnSafe(owner) || !isColumnSafe(account)) {
      throw new EventRefused('bad_text', 'a posting names its owner and account without control characters');
    }
    const balance = `${owner}\x1f${account}`;
    if (seen.has(balance)) {
      throw new EventRefused('repeated_posting', `two postings of one unit change ${account} of ${owner}: add them up`);
    }
    seen.add(balance);
  }
}
