import { identifier } from '../database';

/** Names one build of a projection: a replay makes a further generation of the same version. */
export interface Generation {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
}

export interface ProjectionState extends Generation {
  readonly position: number;
  readonly live: boolean;
}

export type Standing = Pick<ProjectionState, 'position' | 'live'>;

/** The quoted name of the table that holds its rows. */
export function tableNameOf({ name, version, generation }: Generation): string {
  return identifier(`${name}_v${version}_${generation}`);
}

export function isSame(one: Generation, other: Generation): boolean {
  return one.version === other.version && one.generation === other.generation;
}

export function isNewer(one: Generation, other: Generation): boolean {
  return one.version > other.version || (one.version === other.version && one.generation > other.generation);
}
