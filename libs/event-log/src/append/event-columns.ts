import { partitionOf } from '@windrose/platform';
import { numberColumn, textColumn } from '../columns';
import type { Columns } from '../schema/append/parameters';
import type { EncodedEvent, EncodedUnit } from './encode-unit';

interface EventRow extends EncodedEvent {
  /** Place of its unit in the call. */
  readonly unit: number;
  /** Place in its unit. */
  readonly seq: number;
  readonly streamId: string;
  readonly key: string;
  readonly partition: number;
  /** Place in the call of the event before it in the same partition. */
  readonly prev: number;
  readonly meta: string;
}

/** The events of a call, numbered as if all of them were appended: each one's place is its row's. */
export function eventColumns(units: readonly EncodedUnit[], partitions: number): Columns<'event' | 'partition'> {
  const rows: EventRow[] = [];
  const last = Array<number>(partitions).fill(0);
  units.forEach(({ unit: { stream }, events, metaText }, i) => {
    if (stream === undefined || events.length === 0) return;
    const partition = partitionOf(stream.key, partitions);
    events.forEach((event, k) => {
      const prev = last[partition] ?? 0;
      last[partition] = rows.push({
        ...event,
        unit: i + 1,
        seq: k + 1,
        streamId: stream.id,
        key: stream.key,
        partition,
        prev,
        meta: metaText,
      });
    });
  });
  return {
    event_unit: numberColumn(rows.map(({ unit }) => unit)),
    event_seq: numberColumn(rows.map(({ seq }) => seq)),
    event_place: numberColumn(rows.map((_, i) => i + 1)),
    event_prev: numberColumn(rows.map(({ prev }) => prev)),
    event_ids: textColumn(rows.map(({ id }) => id)),
    event_stream: textColumn(rows.map(({ streamId }) => streamId)),
    event_key: textColumn(rows.map(({ key }) => key)),
    event_partition: numberColumn(rows.map(({ partition }) => partition)),
    event_type: textColumn(rows.map(({ type }) => type)),
    event_schema: numberColumn(rows.map(({ schemaVersion }) => schemaVersion)),
    event_data: textColumn(rows.map(({ data }) => data)),
    event_meta: textColumn(rows.map(({ meta }) => meta)),
    partition_place: numberColumn(last),
  };
}
