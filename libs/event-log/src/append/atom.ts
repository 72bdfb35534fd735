import type { CursorMove, ParkedChange } from '../unit';
import { cursorName, parkedName } from './checks';
import type { EncodedUnit } from './encode-unit';

/** Units that happen together with their cursors and parked events, or not at all. */
export interface Atom {
  readonly units: readonly EncodedUnit[];
  readonly cursors: readonly CursorMove[];
  readonly parked?: readonly ParkedChange[];
}

/**
 * Names of everything that the append function reads only once for all atoms of a call. Two atoms that share one of
 * them go into different calls, so that the second one finds what the first one left.
 */
export function readOnceBy({ units, cursors, parked = [] }: Atom): readonly string[] {
  const names: string[] = [];
  for (const { unit, timers, jobs } of units) {
    if (unit.commandId !== undefined) names.push(`command ${unit.commandId}`);
    if (timers.length > 0) for (const { id } of timers) names.push(`timer ${id}`);
    if (jobs.length > 0) for (const { id } of jobs) names.push(`job ${id}`);
  }
  for (const cursor of cursors) names.push(`cursor ${cursorName(cursor)}`);
  for (const event of parked) names.push(`parked ${parkedName(event)}`);
  return names;
}

export function bytesOf({ units, parked = [] }: Atom): number {
  let bytes = 0;
  for (const event of parked) if (event.kind === 'park') bytes += event.event.length + event.data.length;
  for (const unit of units) bytes += unit.bytes;
  return bytes;
}
