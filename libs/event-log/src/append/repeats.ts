import type { Appended, Duplicate } from '../outcome';
import { present } from '../present';
import type { Unit } from '../unit';

/**
 * A group may hold one command twice, such as two deliveries of it in one batch. Only the first is appended; the other
 * one is answered as a repeat. (Between groups the database sees to it.)
 */
export function withoutRepeats(units: readonly Unit[]): readonly Unit[] {
  if (units.length === 1) return units;
  const seen = new Set<string>();
  return units.filter(({ commandId }) => {
    if (commandId === undefined) return true;
    if (seen.has(commandId)) return false;
    seen.add(commandId);
    return true;
  });
}

/** The outcomes of all units, given those of the ones that were kept. */
export function outcomesWithRepeats(
  units: readonly Unit[],
  kept: readonly (Appended | Duplicate)[],
): readonly (Appended | Duplicate)[] {
  if (units.length === kept.length) return kept;
  const decided = new Map<string, Duplicate>();
  let next = 0;
  return units.map(({ commandId, result }) => {
    const earlier = commandId === undefined ? undefined : decided.get(commandId);
    if (earlier !== undefined) return earlier;
    const outcome = present(kept[next++]);
    if (commandId !== undefined) {
      decided.set(
        commandId,
        outcome.status === 'duplicate' ? outcome : { status: 'duplicate', result: asStored(result) },
      );
    }
    return outcome;
  });
}

/** A repeat is answered what the database would give back. */
function asStored(result: unknown): unknown {
  return JSON.parse(JSON.stringify(result ?? null)) as unknown;
}
