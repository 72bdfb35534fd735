import { partitionOf } from '@windrose/platform';
import type { StoredEvent } from '../event';
import { present } from '../present';
import type { Atom } from './atom';
import type { AppendRow } from './decode';

const APPENDED = 0;

/** The events that a call wrote, as the log holds them now: the numbers that the append function gave them, and the texts that were sent. */
export function committedEvents(row: AppendRow, atoms: readonly Atom[], partitions: number): StoredEvent[] {
  if (row.appended === 0) return [];
  const recordedAt = present(row.recorded_at);
  const lastOfPartition = [...present(row.partitions_before)];
  const committed: StoredEvent[] = [];
  let position = row.head_position - row.appended;
  let place = 0;
  for (const { units } of atoms) {
    for (const { unit, events, metaText } of units) {
      const status = row.unit_status[place];
      const versionAfter = present(row.unit_version[place++]);
      if (status !== APPENDED || unit.stream === undefined) continue;
      const { id: streamId, key } = unit.stream;
      const partition = partitionOf(key, partitions);
      events.forEach(({ id: eventId, type, schemaVersion, data: dataText }, i) => {
        const prev = present(lastOfPartition[partition]);
        const version = versionAfter - events.length + i + 1;
        lastOfPartition[partition] = ++position;
        committed.push({
          position,
          streamId,
          version,
          eventId,
          key,
          partition,
          prev,
          type,
          schemaVersion,
          recordedAt,
          dataText,
          metaText,
        });
      });
    }
  }
  return committed;
}
