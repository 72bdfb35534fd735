import type { Conflict, GroupOutcome, UnitOutcome } from '../outcome';
import type { Atom } from './encode';

/** The one row that the append function returns. */
export interface AppendRow {
  readonly atom_status: number[];
  readonly atom_detail: number[];
  readonly unit_status: number[];
  readonly unit_version: number[];
  readonly unit_position: number[] | null;
  readonly unit_stored: (string | null)[] | null;
  readonly head_position: number;
}

const REPEATED = 1;
const VERSION_CONFLICT = 2;
const BALANCE_CONFLICT = 3;
const CURSOR_CONFLICT = 4;

/** Each atom's outcome, in order. */
export function decodeRow(row: AppendRow, atoms: readonly Atom[], balanceOf: (place: number) => Balance): GroupOutcome[] {
  let first = 0;
  return atoms.map((atom, i) => {
    const start = first;
    first += atom.units.length;
    const status = row.atom_status[i]!;
    if (status === 0) {
      return {
        status: 'appended',
        units: atom.units.map((_, k) => unitOutcome(row, start + k)),
      };
    }
    return conflict(row, atom, status, row.atom_detail[i]!, start, atoms.slice(0, i), balanceOf);
  });
}

export interface Balance {
  readonly owner: string;
  readonly account: string;
}

function unitOutcome(row: AppendRow, place: number): Exclude<UnitOutcome, Conflict> {
  if (row.unit_status[place] === REPEATED) {
    const stored = row.unit_stored?.[place] ?? 'null';
    return { status: 'duplicate', result: JSON.parse(stored) as unknown };
  }
  return {
    status: 'appended',
    version: row.unit_version[place]!,
    position: row.unit_position?.[place] ?? 0,
  };
}

function conflict(
  row: AppendRow,
  atom: Atom,
  status: number,
  detail: number,
  start: number,
  before: readonly Atom[],
  balanceOf: (place: number) => Balance,
): Conflict {
  switch (status) {
    case VERSION_CONFLICT: {
      const { unit } = atom.units[detail - 1 - start]!;
      return { status: 'conflict', reason: 'version', streamId: unit.stream!.id, actual: row.unit_version[detail - 1]! };
    }
    case BALANCE_CONFLICT: {
      const { owner, account } = balanceOf(row.unit_version[detail - 1]!);
      return { status: 'conflict', reason: 'balance', owner, account };
    }
    case CURSOR_CONFLICT: {
      const cursorsBefore = before.reduce((sum, { cursors }) => sum + cursors.length, 0);
      const { source, partition } = atom.cursors[detail - 1 - cursorsBefore]!;
      return { status: 'conflict', reason: 'cursor', source, partition };
    }
    default:
      throw new Error(`the append function answered an unknown status ${status}`);
  }
}
