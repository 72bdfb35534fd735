import { eventSubject, type Service } from '@windrose/contracts';
import type { StoredEvent } from '@windrose/event-log';
import { HeaderBlock } from '../broker/raw-message';
import { CE, HEADER } from './headers';

const TRACEPARENT = /"traceparent"\s*:\s*"([0-9a-f-]{55})"/;
const LINE_BREAKS = /[\r\n]+/g;

/** An event as it is published: everything of its row that isn't in the subject or the payload is in the headers. */
export interface OutgoingMessage {
  readonly subject: string;
  readonly headers: HeaderBlock;
  /** The very bytes of the event's `data`. */
  readonly payload: Buffer;
}

/** Prints the events of one log as messages of its mirror. */
export class MessageWriter {
  private readonly constantLines: string;

  constructor(
    private readonly service: Service,
    logId: string,
  ) {
    this.constantLines =
      `\r\n${CE.specversion}: 1.0\r\n${CE.source}: ${service}\r\n${CE.datacontenttype}: application/json` +
      `\r\n${HEADER.logId}: ${logId}`;
  }

  write(event: StoredEvent): OutgoingMessage {
    return {
      subject: eventSubject(this.service, event.partition, event.key, event.type),
      headers: new HeaderBlock(this.headerText(event)),
      payload: Buffer.from(event.dataText),
    };
  }

  private headerText(event: StoredEvent): string {
    const traceparent = TRACEPARENT.exec(event.metaText)?.[1];
    return (
      `NATS/1.0\r\n${HEADER.messageId}: ${event.eventId}\r\n${HEADER.expectedLastSequence}: ${event.position - 1}` +
      (traceparent === undefined ? '' : `\r\n${HEADER.traceparent}: ${traceparent}`) +
      `${this.constantLines}\r\n${CE.id}: ${event.eventId}\r\n${CE.type}: ${event.type}` +
      `\r\n${CE.time}: ${event.recordedAt}\r\n${CE.subject}: ${event.streamId}` +
      `\r\n${HEADER.version}: ${event.version}\r\n${HEADER.schemaVersion}: ${event.schemaVersion}` +
      `\r\n${HEADER.prev}: ${event.prev}\r\n${HEADER.meta}: ${oneLine(event.metaText)}\r\n\r\n`
    );
  }
}

/** In JSON text a line break can only stand between tokens, where it means nothing; in a header it would end the line. */
function oneLine(json: string): string {
  return json.includes('\n') || json.includes('\r') ? json.replace(LINE_BREAKS, ' ') : json;
}
