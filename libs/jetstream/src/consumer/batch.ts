import type { Service } from '@windrose/contracts';
import {
  isTransient,
  preloadTouched,
  Work,
  type Conflict,
  type CursorMove,
  type GroupOutcome,
  type ParkedChange,
  type TouchedStream,
} from '@windrose/event-log';
import { EventContext, type ConsumedEvent } from './event-context';
import type { EventHandler, SourceHandlers } from './event-handlers';

/** What a unit of work needs of a log. */
export type WorkLog = ConstructorParameters<typeof Work>[0];

/** The run's decisions are in the log, and its cursors are at its end. */
export interface Done {
  readonly kind: 'done';
  /** Events that had a handler. */
  readonly handled: number;
  readonly moves: readonly CursorMove[];
}

/** What came of trying to handle a run of events. Only `done` has changed anything. */
export type Attempt<Event extends ConsumedEvent = ConsumedEvent> =
  | Done
  | { readonly kind: 'conflict'; readonly conflict: Conflict }
  /** The handler of this event failed; so many events of the run are before it. */
  | { readonly kind: 'failed'; readonly event: Event; readonly before: number; readonly error: unknown }
  /** What the handlers decided together can't be stored, and which of them is to blame isn't known. */
  | { readonly kind: 'refused'; readonly error: unknown };

interface Todo<Event> {
  readonly before: number;
  readonly event: Event;
  readonly handler: EventHandler;
}

/** What is stored beside the handlers' decisions. */
export interface Progress {
  readonly moves: readonly CursorMove[];
  readonly parked: readonly ParkedChange[];
}

export interface BatchOptions<Event extends ConsumedEvent> {
  readonly log: WorkLog;
  /** The service that decides: the actor of what the events lead to. */
  readonly service: Service;
  readonly handlersOf: (source: string) => SourceHandlers | undefined;
  /** Whether this process has still to deal with the event. */
  readonly isDue: (event: Event) => boolean;
  /** Whether the event has to wait behind earlier ones of its key. */
  readonly isParked: (event: Event) => boolean;
  /** What belongs to the run's end when these of its events were handled, and these have to wait. */
  readonly progress: (run: readonly Event[], handled: readonly Event[], waiting: readonly Event[]) => Progress;
}

/**
 * Handles a run of events as one unit of work: all streams loaded in one query, every handler on what the ones before
 * decided, one append with the cursors. It happens completely or not at all.
 * @throws whatever says that the log can't be reached
 */
export async function attempt<Event extends ConsumedEvent>(
  run: readonly Event[],
  options: BatchOptions<Event>,
): Promise<Attempt<Event>> {
  const { log, service, handlersOf, isDue, isParked, progress } = options;
  const todo: Todo<Event>[] = [];
  const waiting: Event[] = [];
  run.forEach((event, before) => {
    const handler = handlersOf(event.source)?.get(event.type);
    if (handler === undefined || !isDue(event)) return;
    if (isParked(event)) waiting.push(event);
    else todo.push({ before, event, handler });
  });
  const { moves, parked } = progress(
    run,
    todo.map(({ event }) => event),
    waiting,
  );
  if (moves.length === 0 && parked.length === 0 && todo.length === 0) return { kind: 'done', handled: 0, moves };

  const work = new Work(log);
  const failed = (await preload(work, todo)) ?? (await decide(work, todo, service));
  if (failed !== null) return failed;
  let outcome: GroupOutcome;
  try {
    outcome = await work.commit(moves, parked);
  } catch (error) {
    return blame(todo, error);
  }
  return outcome.status === 'appended'
    ? { kind: 'done', handled: todo.length, moves }
    : { kind: 'conflict', conflict: outcome };
}

async function preload<Event extends ConsumedEvent>(
  work: Work,
  todo: readonly Todo<Event>[],
): Promise<Attempt<Event> | null> {
  const touched: TouchedStream[] = [];
  for (const one of todo) {
    try {
      touched.push(...one.handler.touches.flatMap((touch) => touch(one.event)));
    } catch (error) {
      return failure(one, error);
    }
  }
  try {
    await preloadTouched(work, touched);
    return null;
  } catch (error) {
    // A stream that can't be folded is the fault of the event that needs it.
    return blame(todo, error);
  }
}

async function decide<Event extends ConsumedEvent>(
  work: Work,
  todo: readonly Todo<Event>[],
  service: Service,
): Promise<Attempt<Event> | null> {
  for (const one of todo) {
    try {
      await one.handler.handle(new EventContext(one.event, work, service));
    } catch (error) {
      return failure(one, error);
    }
  }
  return null;
}

function failure<Event extends ConsumedEvent>({ event, before }: Todo<Event>, error: unknown): Attempt<Event> {
  return { kind: 'failed', event, before, error };
}

/** Of one event it is known whose fault it is. */
function blame<Event extends ConsumedEvent>(todo: readonly Todo<Event>[], error: unknown): Attempt<Event> {
  if (isTransient(error)) throw error;
  const [first, second] = todo;
  return first !== undefined && second === undefined ? failure(first, error) : { kind: 'refused', error };
}
