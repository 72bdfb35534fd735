import type { NewEvent, RecordedEvent } from './event';

/** What `evolve` may know of an event besides its type and data. */
export interface EventInfo {
  readonly version: number;
  readonly recordedAt: string;
}

/**
 * The state of a stream as a pure fold of its events. `decide` functions stand beside it in the domain: they take a
 * command and the state and return events.
 */
export interface Decider<State, Event extends NewEvent = NewEvent> {
  readonly initialState: State;
  evolve(state: State, event: Event, info: EventInfo): State;
}

/** A stream's state and the version it was read at: what an append expects. */
export interface Loaded<State> {
  readonly state: State;
  readonly version: number;
}

/** As much of an event as a fold looks at. */
export type FoldedEvent = Pick<RecordedEvent, 'type' | 'data' | 'version' | 'recordedAt'>;

/** Folds a stream's events, oldest first, from a state that may be a snapshot. */
export function fold<State, Event extends NewEvent>(
  decider: Decider<State, Event>,
  events: Iterable<FoldedEvent>,
  from: Loaded<State> = { state: decider.initialState, version: 0 },
): Loaded<State> {
  let { state, version } = from;
  for (const event of events) {
    // A stream only ever holds events of its own decider: what was appended there was decided there.
    state = decider.evolve(state, event as unknown as Event, event);
    version = event.version;
  }
  return { state, version };
}
