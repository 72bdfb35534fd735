import type { Conflict } from '@windrose/event-log';
import type { MirroredEvent } from '../mirror/mirrored-event';
import type { Attempt, Done } from './batch';

/** How a run of events is tried, and what is done about what came of it. */
export interface Runs {
  isStopping(): boolean;
  /** Undefined when it couldn't be tried to the end; try again. */
  attempt(run: readonly MirroredEvent[]): Promise<Attempt | undefined>;
  done(run: readonly MirroredEvent[], outcome: Done): void;
  /** Reads again what others have changed. */
  conflicted(conflict: Conflict): Promise<void>;
  /** Waits before an event that can't be handled is tried again. The place where its key would be parked. */
  failed(event: MirroredEvent, error: unknown): Promise<void>;
}

/** Conflicts in a row after which a smaller run is tried: it reads and holds less at once. */
const PATIENCE = 2;

/**
 * Handles all of the events in order, in runs that shrink when something goes wrong and grow again when it goes well.
 * None is passed over: one that can't be handled holds up those behind it, after those before it got through.
 */
export async function settle(events: readonly MirroredEvent[], runs: Runs): Promise<void> {
  let at = 0;
  let size = events.length;
  let conflicts = 0;
  while (at < events.length && !runs.isStopping()) {
    const run = events.slice(at, at + size);
    const outcome = await runs.attempt(run);
    switch (outcome?.kind) {
      case undefined:
        break;
      case 'done':
        runs.done(run, outcome);
        at += run.length;
        size = run.length * 2;
        conflicts = 0;
        break;
      case 'conflict':
        if (++conflicts >= PATIENCE) size = Math.ceil(run.length / 2);
        await runs.conflicted(outcome.conflict);
        break;
      case 'failed':
        size = Math.max(1, outcome.before);
        if (outcome.before === 0) await runs.failed(outcome.event, outcome.error);
        break;
      case 'refused':
        // Smaller and smaller runs, until the event to blame is alone.
        size = Math.ceil(run.length / 2);
        break;
      default:
        outcome satisfies never;
    }
  }
}
