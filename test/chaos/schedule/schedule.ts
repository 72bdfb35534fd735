import { SERVICES, type Service } from '@windrose/contracts';
import { CUTS, FAULT_KINDS, FAULT_WEIGHTS, type FaultKind, type PlannedFault } from './planned-fault';
import { Deck, Random } from './random';

export interface ScheduledFault {
  /** Milliseconds from the beginning of the load. */
  readonly atMs: number;
  readonly fault: PlannedFault;
}

export interface ScheduleOptions {
  readonly seed: number;
  /** Faults begin in this time. */
  readonly lengthMs: number;
  /** Names of the processes that may be killed or paused. */
  readonly processes: readonly string[];
  /** Default: all. */
  readonly kinds?: readonly FaultKind[];
}

/** Milliseconds between two faults. Often shorter than it takes to recover from the first. */
const GAP_MS = { least: 800, most: 5_500 };
/** Longer than the leases (5 s), and than a client waits. */
const PAUSE_MS = { least: 6_000, most: 9_000 };
const CUT_MS = { least: 500, most: 6_000 };
const REPEAT_MS = 3_500;
const COPY_AGE_MS = { least: 2_000, most: 6_000 };
const STORM_MS = { least: 1_000, most: 3_000 };
/** Services that other services' events lead to something in. */
const CONSUMERS: readonly Service[] = ['orders', 'inventory', 'payments', 'shipping', 'notifications'];

/** A campaign's faults in the order of their times, the same for the same options. */
export function scheduleOf({ seed, lengthMs, processes, kinds = FAULT_KINDS }: ScheduleOptions): ScheduledFault[] {
  const random = new Random(seed);
  const draw = new Draw(random, processes);
  const weighted = kinds.flatMap((kind) => Array.from({ length: FAULT_WEIGHTS[kind] }, () => kind));
  const deck = new Deck(weighted, random.fork());
  const times = random.fork();
  const schedule: ScheduledFault[] = [];
  for (let atMs = gap(times); atMs < lengthMs; atMs += gap(times)) schedule.push({ atMs, fault: draw.of(deck.deal()) });
  return schedule;
}

/** The same few faults again and again, evenly. */
export function repeated(faults: readonly PlannedFault[], lengthMs: number): ScheduledFault[] {
  const count = Math.floor(lengthMs / REPEAT_MS);
  return Array.from({ length: count }, (_, n) => ({ atMs: n * REPEAT_MS, fault: faults[n % faults.length]! }));
}

function gap(random: Random): number {
  return random.between(GAP_MS.least, GAP_MS.most);
}

/** Chooses what a kind of fault hits, and for how long. */
class Draw {
  private readonly killed: Deck<string>;
  private readonly paused: Deck<string>;
  private readonly cutOff: Deck<Service>;
  private readonly emptied: Deck<number | null>;

  constructor(
    private readonly random: Random,
    processes: readonly string[],
  ) {
    this.killed = new Deck(processes, random.fork());
    this.paused = new Deck(processes, random.fork());
    this.cutOff = new Deck(SERVICES, random.fork());
    this.emptied = new Deck([0, 3_000, null], random.fork());
  }

  of(kind: FaultKind): PlannedFault {
    const { random } = this;
    const ms = ({ least, most }: { least: number; most: number }): number => random.between(least, most);
    switch (kind) {
      case 'kill':
        return { kind, process: this.killed.deal() };
      case 'kill-launcher':
        return { kind };
      case 'pause':
        return { kind, process: this.paused.deal(), ms: ms(PAUSE_MS) };
      case 'delete-store':
        return { kind, killAfterMs: this.emptied.deal() };
      case 'roll-back':
        return { kind, ms: ms(COPY_AGE_MS) };
      case 'delete-message':
        return { kind, service: random.pick(CONSUMERS) };
      case 'kill-leader':
      case 'terminate':
        return { kind, service: this.cutOff.deal() };
      case 'cut': {
        const from = random.pick(['broker', 'database'] as const);
        return { kind, service: this.cutOff.deal(), from, how: random.pick(CUTS), ms: ms(CUT_MS) };
      }
      case 'duplicates':
        return { kind, service: random.pick(CONSUMERS), ms: ms(STORM_MS) };
      case 'rolling-restart':
        return { kind, service: random.pick(SERVICES) };
      default:
        return kind satisfies never;
    }
  }
}
