import type { Service } from '@windrose/contracts';
import { appOf } from '../system/app-of';

/** How a connection is cut: refused at once, silent until it heals, or reset with what was on its way arriving late. */
export const CUTS = ['refused', 'silent', 'late'] as const;
export type Cut = (typeof CUTS)[number];

/** One thing that goes wrong. Times are milliseconds. */
export type PlannedFault =
  /** kill -9 of a process of `run.json`: `orders#2`, `postgres` … */
  | { readonly kind: 'kill'; readonly process: string }
  /** kill -9 of the launcher, and after a while the one new start that this needs. */
  | { readonly kind: 'kill-launcher' }
  /** kill -9 of that server of a cluster which leads the stream of a service. */
  | { readonly kind: 'kill-leader'; readonly service: Service }
  /** SIGSTOP, and SIGCONT when everybody else has long taken over. */
  | { readonly kind: 'pause'; readonly process: string; readonly ms: number }
  /** The broker's directory, in a cluster that of one of its servers, is deleted while it runs; it is killed so much later, or goes on (null). */
  | { readonly kind: 'delete-store'; readonly killAfterMs: number | null }
  /** That directory is replaced by a copy that is so old. */
  | { readonly kind: 'roll-back'; readonly ms: number }
  /** A message vanishes from the middle of a stream. */
  | { readonly kind: 'delete-message'; readonly service: Service }
  /** PostgreSQL ends every connection of a service. */
  | { readonly kind: 'terminate'; readonly service: Service }
  | {
      readonly kind: 'cut';
      readonly service: Service;
      readonly from: 'broker' | 'database';
      readonly how: Cut;
      readonly ms: number;
    }
  /** A service's consumers get every source again from its first event. */
  | { readonly kind: 'duplicates'; readonly service: Service; readonly ms: number }
  /** Every instance of a service stops by SIGTERM, one after the other. */
  | { readonly kind: 'rolling-restart'; readonly service: Service };

export type FaultKind = PlannedFault['kind'];

/** How often each comes up among the others. */
export const FAULT_WEIGHTS: Readonly<Record<FaultKind, number>> = {
  kill: 7,
  'kill-launcher': 1,
  pause: 2,
  'delete-store': 1,
  'roll-back': 1,
  'delete-message': 1,
  terminate: 1,
  cut: 3,
  duplicates: 1,
  'rolling-restart': 1,
  'kill-leader': 3,
};

/** What can go wrong where the broker is a cluster. */
export const CLUSTER_FAULT_KINDS = Object.keys(FAULT_WEIGHTS) as FaultKind[];
export const FAULT_KINDS = CLUSTER_FAULT_KINDS.filter((kind) => kind !== 'kill-leader');

const SERVERS = ['nats', 'postgres'];

/** Whether the process has something to recover from. What hits a server hits everybody. */
export function concerns(fault: PlannedFault, process: string): boolean {
  if (fault.kind === 'kill-leader') return true;
  if ('service' in fault) return process === fault.service || process.startsWith(`${fault.service}#`);
  if ('process' in fault) return process === fault.process || SERVERS.includes(appOf(fault.process));
  return true;
}

/** In a few words, for people. */
export function describeFault(fault: PlannedFault): string {
  switch (fault.kind) {
    case 'kill':
      return `kill -9 ${fault.process}`;
    case 'kill-launcher':
      return 'kill -9 launcher, start again';
    case 'kill-leader':
      return `kill -9 the leader of ${fault.service}'s stream`;
    case 'pause':
      return `pause ${fault.process} for ${seconds(fault.ms)}`;
    case 'delete-store':
      return `delete the broker's directory, ${
        fault.killAfterMs === null ? 'go on' : `kill -9 after ${seconds(fault.killAfterMs)}`
      }`;
    case 'roll-back':
      return `roll the broker's directory back by ${seconds(fault.ms)}`;
    case 'delete-message':
      return `delete a message of ${fault.service}'s stream`;
    case 'terminate':
      return `terminate ${fault.service}'s database connections`;
    case 'cut':
      return `cut ${fault.service} from the ${fault.from} for ${seconds(fault.ms)}, ${fault.how}`;
    case 'duplicates':
      return `deliver everything to ${fault.service} again for ${seconds(fault.ms)}`;
    case 'rolling-restart':
      return `rolling restart of ${fault.service}`;
    default:
      return fault satisfies never;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1_000).toFixed(1)} s`;
}
