import type { Service } from '@windrose/contracts';
import type { ProjectionState } from '@windrose/event-log';
import type { LogFacts } from './log-facts';

export interface ProjectionLag {
  readonly service: Service;
  readonly name: string;
  readonly version: number;
  readonly position: number;
  /** Events of the log that it doesn't reflect yet. */
  readonly lag: number;
}

export interface ProjectionLags {
  /** What readers see. */
  readonly projections: readonly ProjectionLag[];
  /** What is being built to take the place of a live one. */
  readonly rebuilds: readonly ProjectionLag[];
}

/** Generations that have been superseded are kept for a way back; they stand still and are of no interest here. */
export function projectionLags(facts: readonly LogFacts[]): ProjectionLags {
  const projections: ProjectionLag[] = [];
  const rebuilds: ProjectionLag[] = [];
  for (const { service, head, projections: states } of facts) {
    for (const state of states) {
      const { name, version, position } = state;
      const lag = { service, name, version, position, lag: Math.max(0, head - position) };
      const live = states.find((other) => other.name === name && other.live);
      if (state.live) projections.push(lag);
      else if (live === undefined || isNewer(state, live)) rebuilds.push(lag);
    }
  }
  return { projections, rebuilds };
}

function isNewer(one: ProjectionState, other: ProjectionState): boolean {
  return one.version > other.version || (one.version === other.version && one.generation > other.generation);
}
