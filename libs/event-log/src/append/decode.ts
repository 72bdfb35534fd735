import { EventRefused } from '../errors';
import type { Conflict, GroupOutcome, UnitOutcome } from '../outcome';
import { present } from '../present';
import type { Posting } from '../unit';
import type { Atom } from './atom';
import type { Places } from './places';

/** The one row that the append function returns. */
export interface AppendRow {
  readonly atom_status: number[];
  readonly atom_detail: number[];
  readonly unit_status: number[];
  readonly unit_version: number[];
  readonly unit_offset: number[];
  readonly unit_stored: (string | null)[] | null;
  /** How many events the call wrote. */
  readonly appended: number;
  /** The log's head after the call. */
  readonly head_position: number;
  /** Of what it wrote; null when it wrote nothing. */
  readonly recorded_at: string | null;
  /** By partition: its last position before the call. Null when the call wrote nothing. */
  readonly partitions_before: number[] | null;
}

const REPEATED = 1;
const VERSION_CONFLICT = 2;
const BALANCE_CONFLICT = 3;
const CURSOR_CONFLICT = 4;
const TIMER_CONFLICT = 6;
const JOB_CONFLICT = 7;
const WRONG_KEY = 8;
const PARKED_CONFLICT = 9;

/** Each atom's outcome, in order. */
export function decodeRow(
  row: AppendRow,
  atoms: readonly Atom[],
  balances: Places<Posting>,
): (GroupOutcome | EventRefused)[] {
  let firstUnit = 0;
  let firstCursor = 0;
  let firstParked = 0;
  return atoms.map((atom, i): GroupOutcome | EventRefused => {
    const places = new AtomPlaces(row, atom, { unit: firstUnit, cursor: firstCursor, parked: firstParked }, balances);
    firstUnit += atom.units.length;
    firstCursor += atom.cursors.length;
    firstParked += atom.parked?.length ?? 0;
    const status = present(row.atom_status[i]);
    return status === 0
      ? { status: 'appended', units: places.outcomes() }
      : places.conflict(status, present(row.atom_detail[i]));
  });
}

/** One atom's part of the row. */
class AtomPlaces {
  constructor(
    private readonly row: AppendRow,
    private readonly atom: Atom,
    /** Places of the atom's first unit, cursor and parked event in the call. */
    private readonly first: { readonly unit: number; readonly cursor: number; readonly parked: number },
    private readonly balances: Places<Posting>,
  ) {}

  outcomes(): Exclude<UnitOutcome, Conflict>[] {
    const { row } = this;
    const before = row.head_position - row.appended;
    return this.atom.units.map(({ events }, k) => {
      const place = this.first.unit + k;
      if (row.unit_status[place] === REPEATED) {
        return { status: 'duplicate', result: JSON.parse(row.unit_stored?.[place] ?? 'null') as unknown };
      }
      return {
        status: 'appended',
        version: present(row.unit_version[place]),
        position: events.length === 0 ? 0 : before + present(row.unit_offset[place]) + 1,
      };
    });
  }

  /** `detail` is the place (from 1) of the unit, cursor or parked event to blame; a unit's version then says what exactly of it. */
  conflict(status: number, detail: number): Conflict | EventRefused {
    if (status === CURSOR_CONFLICT) {
      const { source, partition } = present(this.atom.cursors[detail - 1 - this.first.cursor]);
      return { status: 'conflict', reason: 'cursor', source, partition };
    }
    if (status === PARKED_CONFLICT) {
      const { source, position } = present(this.atom.parked?.[detail - 1 - this.first.parked]);
      return { status: 'conflict', reason: 'parked', source, position };
    }
    const what = present(this.row.unit_version[detail - 1]);
    const { unit } = present(this.atom.units[detail - 1 - this.first.unit]);
    switch (status) {
      case VERSION_CONFLICT:
        return { status: 'conflict', reason: 'version', streamId: present(unit.stream).id, actual: what };
      case BALANCE_CONFLICT: {
        const { owner, account } = present(this.balances.sorted[what - 1]);
        return { status: 'conflict', reason: 'balance', owner, account };
      }
      case TIMER_CONFLICT:
        return { status: 'conflict', reason: 'timer', timerId: present(unit.fireTimers?.[0]).id };
      case JOB_CONFLICT:
        return { status: 'conflict', reason: 'job', jobId: present(unit.concludeJobs?.[0] ?? unit.buryJobs?.[0]).id };
      case WRONG_KEY:
        return new EventRefused(
          'wrong_key',
          `the stream ${present(unit.stream).id} has another key than ${present(unit.stream).key}`,
        );
      default:
        throw new Error(`the append function answered an unknown status ${status}`);
    }
  }
}
