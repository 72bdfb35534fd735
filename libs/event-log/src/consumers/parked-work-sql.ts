import type { ParkedEntry, ParkedKey } from '@windrose/contracts';

/** Both kinds of entries have all of these columns; which ones mean something depends on the kind. */
export interface EntryRow {
  kind: ParkedEntry['kind'];
  id: string;
  key: string;
  attempts: number;
  error: string | null;
  /** Always with six digits of the second, so that texts sort as times do. */
  since: string;
  group: string;
  event: string;
  events: number;
  wish: ParkedKey['wish'];
  job: string;
}

/** The parked keys and dead jobs for which the condition holds, newest first. */
export function entriesSql(schema: string, condition: string, limit: string): string {
  return `select parked.*, to_char(parked.at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as since from (
      select 'parked key' as kind, k.id::text collate "C" as id, k.key, k.parked_at as at,
        (select coalesce(sum((f ->> 'tries')::int), 0)::int from jsonb_array_elements(k.history) f) as attempts,
        k.history -> -1 ->> 'error' as error,
        k.consumer_group as "group",
        concat(k.history -> -1 ->> 'source', '.', k.history -> -1 ->> 'type') as event,
        (select count(*)::int from ${schema}.parked_events e
          where e.consumer_group = k.consumer_group and e.key = k.key) as events,
        (select w.wish from ${schema}.parked_wishes w where w.parked_id = k.id order by w.id limit 1) as wish,
        '' as job
      from ${schema}.parked_keys k
      union all
      select 'dead letter', j.job_id, j.key, coalesce(j.died_at, j.added_at),
        greatest(j.attempt, jsonb_array_length(j.history)), j.last_error, '', '', 0, null, j.kind
      from ${schema}.jobs j where j.dead
    ) parked where ${condition} order by at desc, id collate "C" ${limit}`;
}

export interface DetailsRow {
  history: {
    at: string;
    error: string;
    tries?: number;
    attempt?: number;
    source?: string;
    type?: string;
    position?: number;
    worker?: string;
  }[];
  data: string | null;
}

export function detailsSql(schema: string, kind: ParkedEntry['kind']): string {
  switch (kind) {
    case 'parked key':
      return `select history, null as data from ${schema}.parked_keys where id = $1::uuid`;
    case 'dead letter':
      return `select history, data from ${schema}.jobs where job_id = $1 and dead`;
  }
}

/** Stores what an operator wishes of a parked key, or of one event in its line: not of one whose parking is just ending. */
export function wishSql(schema: string): string {
  return `insert into ${schema}.parked_wishes (parked_id, wish, source, position, reason, wished_by)
    select k.id, $2, $3, $4::bigint, $5, $6 from ${schema}.parked_keys k
    where k.id = $1::uuid and ($3::text is null or exists (
      select from ${schema}.parked_events e
      where e.consumer_group = k.consumer_group and e.key = k.key and e.source = $3 and e.position = $4::bigint
    ))
    for key share of k`;
}

/** What makes a dead job one that is due. All its tries are before it again; its history stays. */
export const REVIVED = 'dead = false, died_at = null, attempt = 0, worker = null, run_at = clock_timestamp()';

export function redriveJobSql(schema: string): string {
  return `update ${schema}.jobs set ${REVIVED} where job_id = $1 and dead`;
}

export function discardJobSql(schema: string): string {
  return `with gone as (delete from ${schema}.jobs where job_id = $1 and dead returning *)
    ${keepGoneJobSql(schema, '$2', '$3')}`;
}

/** Keeps the jobs that are in `gone`. */
export function keepGoneJobSql(schema: string, reason: string, by: string): string {
  return `insert into ${schema}.discarded (kind, key, job_id, what, data, history, reason, discarded_by)
    select 'job', key, job_id,
      json_build_object('kind', kind, 'meta', meta, 'addedAt', added_at, 'diedAt', died_at, 'error', last_error),
      data, history, ${reason}, ${by}
    from gone`;
}

export interface CountsRow {
  groups: { group: string; keys: number; events: number }[];
  dead_jobs: number;
}

export function countsSql(schema: string): string {
  return `select
      (select coalesce(jsonb_agg(jsonb_build_object('group', g.name, 'keys', g.keys, 'events', (
          select count(*) from ${schema}.parked_events e where e.consumer_group = g.name))), '[]')
        from (select consumer_group as name, count(*) as keys from ${schema}.parked_keys group by 1) g) as groups,
      (select count(*)::int from ${schema}.jobs where dead) as dead_jobs`;
}
