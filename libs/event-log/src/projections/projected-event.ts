import type { EventMeta } from '@windrose/contracts';
import type { RecordedEvent, StoredEvent } from '../event';

/** A stored event that parses its data and meta when a fold first asks for them: most folds read neither meta nor all data. */
export class ProjectedEvent implements RecordedEvent {
  readonly position: number;
  readonly streamId: string;
  readonly version: number;
  readonly eventId: string;
  readonly key: string;
  readonly partition: number;
  readonly prev: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly recordedAt: string;
  readonly dataText: string;
  readonly metaText: string;
  private parsedData: unknown;
  private parsedMeta: EventMeta | undefined;

  constructor(stored: StoredEvent) {
    this.position = stored.position;
    this.streamId = stored.streamId;
    this.version = stored.version;
    this.eventId = stored.eventId;
    this.key = stored.key;
    this.partition = stored.partition;
    this.prev = stored.prev;
    this.type = stored.type;
    this.schemaVersion = stored.schemaVersion;
    this.recordedAt = stored.recordedAt;
    this.dataText = stored.dataText;
    this.metaText = stored.metaText;
  }

  get data(): unknown {
    return (this.parsedData ??= JSON.parse(this.dataText) as unknown);
  }

  get meta(): EventMeta {
    return (this.parsedMeta ??= JSON.parse(this.metaText) as EventMeta);
  }
}
