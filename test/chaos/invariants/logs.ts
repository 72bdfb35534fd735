import { SERVICES } from '@windrose/contracts';
import type { Invariant } from './invariant';

interface Flaw {
  readonly position: string;
  readonly position_off: string;
  readonly version_off: string;
  readonly prev_off: string;
}

export const logsDense: Invariant = {
  name: 'positions, versions and the chains of partitions have no gap and no repeat',
  async check({ database }) {
    let checked = 0;
    const violations: string[] = [];
    for (const service of SERVICES) {
      const { rows: flaws } = await database.query<Flaw>(
        `select * from (
           select position, position - row_number() over (order by position) as position_off,
             version - row_number() over (partition by stream_id order by position) as version_off,
             prev - lag(position, 1, 0::bigint) over (partition by partition order by position) as prev_off
           from ${service}.events) as e
         where position_off <> 0 or version_off <> 0 or prev_off <> 0 order by position limit 10`,
      );
      const { rows } = await database.query<{ events: number; head: string; position: string }>(
        `select (select count(*)::int from ${service}.events) as events, h.position,
           (select coalesce(max(position), 0) from ${service}.events) as head from ${service}.head h`,
      );
      const { events, head, position } = rows[0]!;
      checked += events;
      if (head !== position) violations.push(`the head of ${service} says ${position}, its last event is ${head}`);
      violations.push(...flaws.map((flaw) => `${service} ${flaw.position}: ${JSON.stringify(flaw)}`));
    }
    return { checked, violations };
  },
};
