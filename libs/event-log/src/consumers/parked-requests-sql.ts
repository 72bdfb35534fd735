import { keepGoneJobSql, REVIVED } from './parked-work-sql';

/** What a request did, decided with it: `wish` for a parked key, `job`: a dead job, `nothing`: neither was there. */
export interface ParkedRequestRow {
  digest: string;
  effect: 'wish' | 'job' | 'nothing';
}

/**
 * In one statement, so that no process can die in between: the request's row and its effect. Returns no row when the
 * request was made before; one that is being made right now is waited for.
 *
 * Parameters: request, digest, entry's id, the same if it is a UUID, wish, source and position of one event, reason, by whom.
 */
export function redriveOnceSql(schema: string): string {
  return onceSql(
    schema,
    `redriven as (
      update ${schema}.jobs j set ${REVIVED} from dead, made where j.job_id = dead.job_id and made.effect = 'job'
    )`,
  );
}

/** As `redriveOnceSql`. */
export function discardOnceSql(schema: string): string {
  return onceSql(
    schema,
    `gone as (
      delete from ${schema}.jobs j using dead, made where j.job_id = dead.job_id and made.effect = 'job' returning j.*
    ), discarded as (${keepGoneJobSql(schema, '$8', '$9')})`,
  );
}

export function requestSql(schema: string): string {
  return `select digest, effect from ${schema}.parked_requests where request_id = $1`;
}

function onceSql(schema: string, jobs: string): string {
  return `with parked as (
      select k.id from ${schema}.parked_keys k
      where k.id = $4::uuid and ($6::text is null or exists (
        select from ${schema}.parked_events e
        where e.consumer_group = k.consumer_group and e.key = k.key and e.source = $6 and e.position = $7::bigint
      ))
      -- Its parking may be ending right now: then there is nothing to wish any more.
      for key share of k
    ), dead as (
      select j.job_id from ${schema}.jobs j where j.job_id = $3 and j.dead and $6::text is null for update
    ), made as (
      insert into ${schema}.parked_requests (request_id, digest, effect)
      select $1, $2, case
        when exists (select from parked) then 'wish' when exists (select from dead) then 'job' else 'nothing' end
      on conflict do nothing returning digest, effect
    ), wish as (
      insert into ${schema}.parked_wishes (parked_id, wish, source, position, reason, wished_by)
      select parked.id, $5, $6, $7::bigint, $8, $9 from parked, made
    ), ${jobs}
    select digest, effect from made`;
}
