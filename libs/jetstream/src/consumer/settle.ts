import type { Conflict } from '@windrose/event-log';
import type { Attempt, Done } from './batch';
import type { ConsumedEvent } from './event-context';

/** How a run of events is tried, and what is done about what came of it. */
export interface Runs<Event extends ConsumedEvent> {
  isStopping(): boolean;
  /** Undefined when it couldn't be tried to the end; try again. */
  attempt(run: readonly Event[]): Promise<Attempt<Event> | undefined>;
  done(run: readonly Event[], outcome: Done): void;
  /** Reads again what others have changed. */
  conflicted(conflict: Conflict): Promise<void>;
  /** The run's first event can't be handled. Waits for another try, or sees to it that the event isn't due any more. */
  failed(event: Event, error: unknown): Promise<void>;
}

/** Conflicts in a row after which a smaller run is tried: it reads and holds less at once. */
const PATIENCE = 2;
/** Conflicts in a row of one event alone after which it must be its handler's fault. */
const LONGEST_PATIENCE = 20;

/**
 * Handles all of the events in order, in runs that shrink when something goes wrong and grow again when it goes well.
 * None is passed over: one that can't be handled is found, and those before it get through, before `failed` is asked.
 */
export async function settle<Event extends ConsumedEvent>(events: readonly Event[], runs: Runs<Event>): Promise<void> {
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
        if (conflicts >= LONGEST_PATIENCE && run.length === 1 && isHandlers(outcome.conflict)) {
          conflicts = 0;
          const { reason } = outcome.conflict;
          await failAlone(run, new Error(`its append conflicts again and again: ${reason}`), runs);
        }
        break;
      case 'failed':
        size = Math.max(1, outcome.before);
        if (outcome.before === 0) await runs.failed(outcome.event, outcome.error);
        break;
      case 'refused':
        // Smaller and smaller runs, until the event to blame is alone.
        size = Math.ceil(run.length / 2);
        if (run.length === 1) await failAlone(run, outcome.error, runs);
        break;
      default:
        outcome satisfies never;
    }
  }
}

/** Leases and parked events change without any handler's doing. */
function isHandlers({ reason }: Conflict): boolean {
  return reason !== 'cursor' && reason !== 'parked';
}

async function failAlone<Event extends ConsumedEvent>(
  [event]: readonly Event[],
  error: unknown,
  runs: Runs<Event>,
): Promise<void> {
  if (event !== undefined) await runs.failed(event, error);
}
