import type { CursorMove } from '../unit';
import { cursorName } from './checks';
import type { EncodedUnit } from './encode-unit';

/** Units that happen together with their cursors, or not at all. */
export interface Atom {
  readonly units: readonly EncodedUnit[];
  readonly cursors: readonly CursorMove[];
}

/**
 * Names of everything that the append function reads only once for all atoms of a call. Two atoms that share one of
 * them go into different calls, so that the second one finds what the first one left.
 */
export function readOnceBy({ units, cursors }: Atom): readonly string[] {
  const names: string[] = [];
  for (const { unit, timers, jobs } of units) {
    if (unit.commandId !== undefined) names.push(`command ${unit.commandId}`);
    if (timers.length > 0) for (const { id } of timers) names.push(`timer ${id}`);
    if (jobs.length > 0) for (const { id } of jobs) names.push(`job ${id}`);
  }
  for (const cursor of cursors) names.push(`cursor ${cursorName(cursor)}`);
  return names;
}

export function bytesOf({ units }: Atom): number {
  let bytes = 0;
  for (const unit of units) bytes += unit.bytes;
  return bytes;
}
