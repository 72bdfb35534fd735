import {
  fold,
  type CursorMove,
  type Decider,
  type GroupOutcome,
  type Loaded,
  type NewEvent,
  type ParkedChange,
  type RecordedEvent,
  type Unit,
  type WorkLog,
} from '../src';
import { LogModel } from './model';

/** A log in memory, for what only needs one to read from and append to. It does what the model of the append does. */
export class MemoryLog implements WorkLog {
  /** The streams of each query, in order. */
  readonly queries: (readonly string[])[] = [];
  private readonly model = new LogModel(0);

  async loadMany<State, Event extends NewEvent>(
    decider: Decider<State, Event>,
    streamIds: readonly string[],
  ): Promise<Map<string, Loaded<State>>> {
    this.queries.push(streamIds);
    return new Map(streamIds.map((id) => [id, this.folded(decider, id)]));
  }

  async load<State, Event extends NewEvent>(decider: Decider<State, Event>, streamId: string): Promise<Loaded<State>> {
    return this.folded(decider, streamId);
  }

  async balances(owners: readonly string[]): Promise<Map<string, Record<string, number>>> {
    const found = new Map<string, Record<string, number>>(owners.map((owner) => [owner, {}]));
    for (const [name, amount] of Object.entries(this.model.state.balances)) {
      const [owner = '', account = ''] = name.split('/');
      const accounts = found.get(owner);
      if (accounts) accounts[account] = amount;
    }
    return found;
  }

  async appendGroup(
    units: readonly Unit[],
    cursors: readonly CursorMove[] = [],
    parked: readonly ParkedChange[] = [],
  ): Promise<GroupOutcome> {
    return this.model.appendGroup(units, cursors, parked);
  }

  private folded<State, Event extends NewEvent>(decider: Decider<State, Event>, id: string): Loaded<State> {
    const events = this.model.state.events.filter(({ streamId }) => streamId === id);
    // The model keeps what a fold reads: type, data and version.
    return fold(decider, events as unknown as RecordedEvent[]);
  }
}
