import type { Service } from '@windrose/contracts';
import type { StoredEvent } from '@windrose/event-log';
import type { EventMeta } from '@windrose/contracts';
import { cut, printable } from './table';
import type { Style } from './style';

/**
 * An event as one line of JSON, with the names that the edge gives the same things. `data` and `meta` are the very text
 * of the log, only without line breaks, so that no number is rounded on the way.
 */
export function jsonLine(service: Service, event: StoredEvent): string {
  const fields = {
    position: event.position,
    service,
    id: event.eventId,
    stream: event.streamId,
    version: event.version,
    type: event.type,
    schemaVersion: event.schemaVersion,
    at: event.recordedAt,
    key: event.key,
    partition: event.partition,
  };
  return `${JSON.stringify(fields).slice(0, -1)},"data":${joined(event.dataText)},"meta":${joined(event.metaText)}}\n`;
}

/** In JSON, line breaks stand between tokens only. */
function joined(json: string): string {
  return json.replace(/[\r\n]+/g, ' ');
}

/** For files and pipes: everything about an event on one line. */
export function plainLine(event: StoredEvent): string {
  const { position, recordedAt, type, streamId, version, dataText } = event;
  return `${position}  ${recordedAt}  ${type}  ${streamId} v${version}  ${printable(dataText)}\n`;
}

/** Characters below which a cut text says nothing. */
const LEAST_ROOM = 8;

/** For a terminal: what happened and by whom, and below it to what, with as much of the data as has room. */
export function terminalLines(event: StoredEvent, width: number, style: Style): string {
  const { actor } = JSON.parse(event.metaText) as EventMeta;
  const time = event.recordedAt.slice(0, 23).replace('T', ' ').replace('Z', '').padEnd(23);
  const by = printable(`by ${actor.type} ${actor.id}`);
  const head = `${String(event.position).padStart(8)}  ${time}  `;
  const room = width - head.length - event.type.length - 2;
  const who = room < LEAST_ROOM ? '' : `  ${style.faint(cut(by, room))}`;
  const about = cut(`${event.streamId} v${event.version}  ${printable(event.dataText)}`, width - 10);
  return `${head}${style.title(event.type)}${who}\n${' '.repeat(10)}${style.faint(about)}\n`;
}
