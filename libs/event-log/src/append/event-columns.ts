import { partitionOf } from '@windrose/platform';
import { numberColumn, TextColumn } from '../columns';
import type { Columns } from '../schema/append/parameters';
import type { EncodedUnit } from './encode-unit';

/** The events of a call, numbered as if all of them were appended: each one's place is its row's. */
export function eventColumns(units: readonly EncodedUnit[], partitions: number): Columns<'event' | 'partition'> {
  const columns = new EventColumns(partitions);
  units.forEach((unit, i) => columns.add(unit, i + 1));
  return columns.columns();
}

/** Column by column, without an object for each row: this runs for every event that is ever written. */
class EventColumns {
  private readonly unit: number[] = [];
  private readonly seq: number[] = [];
  private readonly prev: number[] = [];
  private readonly partition: number[] = [];
  private readonly schema: number[] = [];
  private readonly id = new TextColumn();
  private readonly stream = new TextColumn();
  private readonly key = new TextColumn();
  private readonly type = new TextColumn();
  private readonly data = new TextColumn();
  private readonly meta = new TextColumn();
  /** By partition: place of its last event so far. */
  private readonly last: number[];

  constructor(private readonly partitions: number) {
    this.last = Array<number>(partitions).fill(0);
  }

  add({ unit: { stream }, events, metaText }: EncodedUnit, unitPlace: number): void {
    if (stream === undefined || events.length === 0) return;
    const partition = partitionOf(stream.key, this.partitions);
    let seq = 0;
    for (const { id, type, schemaVersion, data } of events) {
      this.seq.push(++seq);
      this.prev.push(this.last[partition] ?? 0);
      this.last[partition] = this.unit.push(unitPlace);
      this.partition.push(partition);
      this.schema.push(schemaVersion);
      this.id.add(id);
      this.stream.add(stream.id);
      this.key.add(stream.key);
      this.type.add(type);
      this.data.add(data);
      this.meta.add(metaText);
    }
  }

  columns(): Columns<'event' | 'partition'> {
    return {
      event_unit: numberColumn(this.unit),
      event_seq: numberColumn(this.seq),
      event_prev: numberColumn(this.prev),
      event_ids: this.id.toString(),
      event_stream: this.stream.toString(),
      event_key: this.key.toString(),
      event_partition: numberColumn(this.partition),
      event_type: this.type.toString(),
      event_schema: numberColumn(this.schema),
      event_data: this.data.toString(),
      event_meta: this.meta.toString(),
      partition_place: numberColumn(this.last),
    };
  }
}
