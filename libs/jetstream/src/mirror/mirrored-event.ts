import type { EventMeta } from '@windrose/contracts';
import type { RecordedEvent } from '@windrose/event-log';
import { headerIn } from '../broker/raw-message';
import { CE, HEADER } from './headers';

/** A message of a mirror is not one that a relay wrote: something else publishes on the stream's subjects. */
export class NotAnEvent extends Error {
  constructor(sequence: number, what: string) {
    super(`message ${sequence} is not an event of a log: ${what}`);
  }
}

/**
 * An event as it comes out of its log's mirror: the row of the log, put together again from subject, headers and
 * payload. Fields are read when they are asked for, and kept where that costs something: most messages of an unfiltered
 * consumer are only counted.
 */
export class MirroredEvent implements RecordedEvent {
  readonly key: string;
  readonly partition: number;
  readonly type: string;
  private parsedData: unknown;
  private parsedMeta: EventMeta | undefined;

  constructor(
    /** The log it is from. */
    readonly source: string,
    readonly position: number,
    readonly subject: string,
    private readonly headers: string,
    /** The bytes of `data`. */
    readonly payload: Buffer,
  ) {
    const [, , partition, key, type] = subject.split('.');
    if (key === undefined || type === undefined) throw new NotAnEvent(position, `its subject is ${subject}`);
    this.partition = Number(partition);
    this.key = key;
    this.type = type;
  }

  get eventId(): string {
    return this.header(HEADER.messageId);
  }

  get logId(): string {
    return this.header(HEADER.logId);
  }

  get streamId(): string {
    return this.header(CE.subject);
  }

  get version(): number {
    return Number(this.header(HEADER.version));
  }

  get schemaVersion(): number {
    return Number(this.header(HEADER.schemaVersion));
  }

  get prev(): number {
    return Number(this.header(HEADER.prev));
  }

  get recordedAt(): string {
    return this.header(CE.time);
  }

  get metaText(): string {
    return this.header(HEADER.meta);
  }

  get dataText(): string {
    return this.payload.toString();
  }

  get data(): unknown {
    return (this.parsedData ??= JSON.parse(this.dataText) as unknown);
  }

  get meta(): EventMeta {
    return (this.parsedMeta ??= JSON.parse(this.metaText) as EventMeta);
  }

  private header(name: string): string {
    const value = headerIn(this.headers, name);
    if (value === undefined) throw new NotAnEvent(this.position, `it has no header ${name}`);
    return value;
  }
}
