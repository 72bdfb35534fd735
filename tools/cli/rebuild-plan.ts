import { ProjectionStore } from '@windrose/event-log';
import { Failure } from './failure';
import type { System } from './find-system';
import { withLogs } from './open-log';
import type { NamedProjection } from './values';

/** What a rebuild of a projection starts from. */
export interface RebuildPlan {
  /** Version of the live table. */
  readonly version: number;
  /** The last position that it reflects. */
  readonly position: number;
  readonly rows: number;
  /** Events that a rebuild goes through. */
  readonly events: number;
}

/** @throws Failure when the service has no such projection, naming those it has */
export function rebuildPlan(system: System, { service, name }: NamedProjection): Promise<RebuildPlan> {
  return withLogs(system, service, async ([log]) => {
    if (log === undefined) throw new Failure(`there is no ${service} log`, 'no_log');
    const states = await new ProjectionStore(log).states();
    const live = states.find((state) => state.name === name && state.live);
    if (live === undefined) {
      const known = [...new Set(states.map((state) => `${service}/${state.name}`))].join(', ') || 'none';
      throw new Failure(
        `there is no projection ${service}/${name}; of ${service} there are: ${known}`,
        'no_projection',
      );
    }
    // The name is one that the table of projections has, so it is an identifier.
    const { rows } = await log.pool.query<{ count: number }>(`select count(*) from ${log.views}."${name}"`);
    return { version: live.version, position: live.position, rows: rows[0]?.count ?? 0, events: await log.head() };
  });
}
