import { SERVICES } from '@windrose/contracts';
import type { Client } from 'pg';
import type { Invariant } from './invariant';

export interface Behind {
  readonly service: string;
  readonly source: string;
  readonly partition: number;
  readonly events: number;
}

/** Partitions whose consumers have not handled all there is. */
export async function consumersBehind(database: Client): Promise<Behind[]> {
  const events = SERVICES.map((source) => `select '${source}' as source, partition, position from ${source}.events`);
  const cursors = SERVICES.map((service) => `select '${service}' as service, * from ${service}.cursors`);
  const { rows } = await database.query<Behind>(
    `with events as (${events.join(' union all ')}), cursors as (${cursors.join(' union all ')}),
       followed as (select distinct service, consumer_group, source from cursors)
     select f.service, e.source, e.partition, count(*)::int as events
     from followed f join events e on e.source = f.source
       left join cursors c on c.service = f.service and c.consumer_group = f.consumer_group and c.source = f.source
         and c.partition = e.partition
     where e.position > coalesce(c.position, 0)
     group by f.service, e.source, e.partition`,
  );
  return rows;
}

export const consumersCaughtUp: Invariant = {
  name: 'every consumer has handled all that there is',
  async check({ database }) {
    const behind = await consumersBehind(database);
    const { rows } = await database.query<{ count: number }>(
      SERVICES.map((service) => `select count(*)::int as count from ${service}.cursors`).join(' union all '),
    );
    return {
      checked: rows.reduce((sum, { count }) => sum + count, 0),
      violations: behind.map(
        ({ service, source, partition, events }) =>
          `${service} has ${events} events of ${source}/${partition} to handle`,
      ),
    };
  },
};
