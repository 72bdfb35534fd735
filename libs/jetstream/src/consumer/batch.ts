import type { Service } from '@windrose/contracts';
import {
  preloadTouched,
  Work,
  type Conflict,
  type CursorMove,
  type GroupOutcome,
  type TouchedStream,
} from '@windrose/event-log';
import { ServiceUnavailable } from '@windrose/platform';
import type { MirroredEvent } from '../mirror/mirrored-event';
import { EventContext } from './event-context';
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
export type Attempt =
  | Done
  | { readonly kind: 'conflict'; readonly conflict: Conflict }
  /** The handler of this event failed; so many events of the run are before it. */
  | { readonly kind: 'failed'; readonly event: MirroredEvent; readonly before: number; readonly error: unknown }
  /** What the handlers decided together can't be stored, and which of them is to blame isn't known. */
  | { readonly kind: 'refused'; readonly error: unknown };

interface Todo {
  readonly before: number;
  readonly event: MirroredEvent;
  readonly handler: EventHandler;
}

export interface BatchOptions {
  readonly log: WorkLog;
  /** The service that decides: the actor of what the events lead to. */
  readonly service: Service;
  readonly handlers: SourceHandlers;
  /** Whether this process has still to handle the event. */
  readonly isDue: (event: MirroredEvent) => boolean;
  /** The cursor moves that belong to a run's end when these partitions had events to handle. */
  readonly moves: (end: MirroredEvent, touched: ReadonlySet<number>) => CursorMove[];
}

/**
 * Handles a run of events of one source as one unit of work: all streams loaded in one query, every handler on what the
 * ones before decided, one append with the cursors. It happens completely or not at all.
 * @throws ServiceUnavailable when the log can't be reached
 */
export async function attempt(run: readonly MirroredEvent[], options: BatchOptions): Promise<Attempt> {
  const todo = run.flatMap((event, before): Todo[] => {
    const handler = options.handlers.get(event.type);
    return handler !== undefined && options.isDue(event) ? [{ before, event, handler }] : [];
  });
  const end = run.at(-1);
  const [first, second] = todo;
  if (first === undefined || end === undefined) return { kind: 'done', handled: 0, moves: [] };

  const work = new Work(options.log);
  const failed = (await preload(work, todo)) ?? (await decide(work, todo, options.service));
  if (failed !== null) return failed;

  const moves = options.moves(end, new Set(todo.map(({ event }) => event.partition)));
  let outcome: GroupOutcome;
  try {
    outcome = await work.commit(moves);
  } catch (error) {
    if (error instanceof ServiceUnavailable) throw error;
    return second === undefined ? failure(first, error) : { kind: 'refused', error };
  }
  return outcome.status === 'appended'
    ? { kind: 'done', handled: todo.length, moves }
    : { kind: 'conflict', conflict: outcome };
}

async function preload(work: Work, todo: readonly Todo[]): Promise<Attempt | null> {
  const touched: TouchedStream[] = [];
  for (const one of todo) {
    try {
      touched.push(...one.handler.touches.flatMap((touch) => touch(one.event)));
    } catch (error) {
      return failure(one, error);
    }
  }
  await preloadTouched(work, touched);
  return null;
}

async function decide(work: Work, todo: readonly Todo[], service: Service): Promise<Attempt | null> {
  for (const one of todo) {
    try {
      await one.handler.handle(new EventContext(one.event, work, service));
    } catch (error) {
      return failure(one, error);
    }
  }
  return null;
}

function failure({ event, before }: Todo, error: unknown): Attempt {
  return { kind: 'failed', event, before, error };
}
