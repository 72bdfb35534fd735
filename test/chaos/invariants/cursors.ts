import { SERVICES, type Service } from '@windrose/contracts';
import type { Client } from 'pg';
import type { Invariant } from './invariant';

interface Move {
  readonly service: string;
  readonly consumer_group: string;
  readonly source: string;
  readonly partition: number;
  readonly before: string;
  readonly after: string;
}

export const cursorsForward: Invariant = {
  name: 'no cursor has ever moved back, and each points to an event of its source',
  async check({ database }) {
    const { rows: moves } = await database.query<Move>('select * from chaos.moves order by at limit 100');
    const back = moves.map(
      ({ service, consumer_group, source, partition, before, after }) =>
        `${service} (${consumer_group}) ${source}/${partition} went from ${before} to ${after}`,
    );
    let checked = 0;
    const lost: string[] = [];
    for (const service of SERVICES) {
      const { cursors, astray } = await pointers(database, service);
      checked += cursors;
      lost.push(...astray);
    }
    return { checked, violations: [...back, ...lost] };
  },
};

/** A cursor keeps the id of the event that it stands at: another one there would be another log. */
async function pointers(database: Client, service: Service): Promise<{ cursors: number; astray: string[] }> {
  const events = SERVICES.map((source) => `select '${source}' as source, position, event_id from ${source}.events`);
  const { rows } = await database.query<{ source: string; partition: number; position: string; right: boolean }>(
    `select c.source, c.partition, c.position, e.event_id is not null as right
     from ${service}.cursors c left join (${events.join(' union all ')}) e
       on e.source = c.source and e.position = c.position and e.event_id = c.event_id
     where c.position > 0`,
  );
  const astray = rows
    .filter(({ right }) => !right)
    .map(
      ({ source, partition, position }) => `${service}: ${source}/${partition} stands at ${position}, another event`,
    );
  return { cursors: rows.length, astray };
}
