import { decideUnitsSql } from './append/decide';
import { renumberEventsSql, writeEventsSql } from './append/events';
import {
  lockBalancesSql,
  lockCommandsSql,
  lockCursorsSql,
  lockDocumentsSql,
  lockParkedSql,
  lockScheduledSql,
  lockStreamsSql,
} from './append/locks';
import { APPEND_PARAMETERS } from './append/parameters';
import {
  freeCommandsSql,
  writeBalancesSql,
  writeCursorsSql,
  writeDocumentsSql,
  writeJobsSql,
  writeParkedSql,
  writeStreamsSql,
  writeTimersSql,
} from './append/state';

/** The function's parameters are part of its name: one with others would stay beside the new one. */
export function dropAppendSql(schema: string): string {
  return `do $$
    declare old record;
    begin
      for old in select p.oid::regprocedure as name from pg_proc p
        where p.proname = 'append' and p.pronamespace = '${schema}'::regnamespace
      loop
        execute 'drop function ' || old.name;
      end loop;
    end $$`;
}

/**
 * The append: one call, one round trip, one transaction for many atoms. An atom is all or nothing: a unit alone (the
 * command path) or a group of units with its cursors (the consumer path).
 *
 * The order of locks is the same in every call, so calls wait for each other but never in a circle: command ids,
 * cursors, parked events, streams, balances, timers, jobs, documents (each sorted), and the head last.
 *
 * Status of a unit: 0 appended, 1 repeated command, 2 version conflict, 3 balance conflict, 6 timer and 7 job no longer
 * as it was read, 8 the stream has another key, 5 fell with its atom.
 * Status of an atom: 0 appended, 2, 3, 6, 7 and 8 as its unit (detail = that unit; the unit's version then holds the
 * stream's version, or the place of the balance, timer or job), 4 cursor conflict (detail = that cursor),
 * 9 parked event gone (detail = that event).
 */
export function appendFunctionSql(schema: string): string {
  const parameters = Object.entries(APPEND_PARAMETERS).map(([name, type]) => `${name} ${type}`);
  return `
create or replace function ${schema}.append(
  ${parameters.join(', ')},
  out atom_status int[], out atom_detail int[], out unit_status int[], out unit_version int[], out unit_offset int[],
  out unit_stored text[], out appended int, out head_position bigint, out recorded_at timestamptz,
  out partitions_before bigint[]
) language plpgsql
-- As the owner: a service's role may append through this function and in no other way. Nothing that a caller can make or
-- set decides what the names in here mean.
security definer set search_path = pg_catalog, pg_temp
-- Plans are made once per connection, often while the tables are small, or after they were analysed while they were
-- empty: what is right for a large table is never wrong for a small one. For the same reason the statements leave the
-- planner no choice: they look rows up by their keys, one by one (lateral), by a list (any), or as upserts.
set plan_cache_mode = force_generic_plan set enable_seqscan = off set jit = off
as $function$
declare
  units constant int := coalesce(cardinality(unit_stream), 0);
  commands text[]; inserted_commands text[]; fresh boolean[];
  ids text[]; keys text[]; wanted_keys text[]; created_ids text[]; created_keys text[]; created_versions int[];
  versions int[]; stored_versions int[]; saved_versions int[];
  amounts bigint[]; stored_amounts bigint[]; saved_amounts bigint[];
  gone_unit int[]; gone_row int[]; gone_status int[]; event_place int[];
  offset_now int := 0; saved_offset int;
  atom int := 0; size int; unit int := 0; first int; last int; s int; p int; bad int; blamed int;
  partition_last bigint[]; now_at timestamptz; document record; job record; parked record;
begin
  unit_status := array_fill(0, array[units]);
  unit_version := array_fill(0, array[units]);
  unit_offset := array_fill(0, array[units]);
  atom_status := array_fill(0, array[cardinality(atom_sizes)]);
  atom_detail := array_fill(0, array[cardinality(atom_sizes)]);
  ${lockCommandsSql(schema)}
  ${lockCursorsSql(schema)}
  ${lockParkedSql(schema)}
  ${lockStreamsSql(schema)}
  ${lockBalancesSql(schema)}
  ${lockScheduledSql(schema)}
  ${lockDocumentsSql(schema)}
  ${decideUnitsSql()}
  ${freeCommandsSql(schema)}
  ${writeStreamsSql(schema)}
  ${writeBalancesSql(schema)}
  ${writeCursorsSql(schema)}
  ${writeParkedSql(schema)}
  now_at := clock_timestamp();
  ${writeDocumentsSql(schema)}
  ${writeTimersSql(schema)}
  ${writeJobsSql(schema)}
  ${renumberEventsSql()}
  ${writeEventsSql(schema)}
end
$function$`;
}
