/**
 * Events that a consumer group can't handle, and the later ones of their keys. A key is parked as a whole, across all
 * sources; its events wait in the order of `line`. What an operator wants done is a row too: the holder of the key's
 * partition does it. What was discarded is kept.
 */
export function parkingTablesSql(schema: string): string[] {
  return [
    `create table ${schema}.parked_keys (
      id uuid primary key default gen_random_uuid(),
      consumer_group text collate "C" not null,
      key text collate "C" not null,
      partition int not null,
      parked_at timestamptz not null default now(),
      history jsonb not null,
      unique (consumer_group, key)
    )`,
    `comment on column ${schema}.parked_keys.history is
      'Every failure, oldest first: at, source, position, type, error, and how often it was tried'`,
    `create table ${schema}.parked_events (
      consumer_group text collate "C" not null,
      source text collate "C" not null,
      position bigint not null,
      line bigint generated always as identity,
      key text collate "C" not null,
      parked_at timestamptz not null default now(),
      event json not null,
      data json not null,
      primary key (consumer_group, source, position)
    )`,
    `create index parked_events_by_key on ${schema}.parked_events (consumer_group, key, line)`,
    `create table ${schema}.parked_wishes (
      id bigint generated always as identity primary key,
      parked_id uuid not null references ${schema}.parked_keys (id) on delete cascade,
      wish text not null check (wish in ('redrive', 'discard')),
      source text collate "C",
      position bigint,
      reason text,
      wished_by text not null,
      wished_at timestamptz not null default now()
    )`,
    `create index parked_wishes_by_key on ${schema}.parked_wishes (parked_id)`,
    `create table ${schema}.discarded (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('event', 'job')),
      consumer_group text collate "C",
      key text collate "C" not null,
      source text collate "C",
      position bigint,
      job_id text collate "C",
      what json not null,
      data json not null,
      history jsonb not null,
      reason text not null,
      discarded_by text not null,
      discarded_at timestamptz not null default now()
    )`,
    `alter table ${schema}.jobs
      add column history jsonb not null default '[]',
      add column died_at timestamptz`,
    `update ${schema}.jobs set died_at = now() where dead`,
    parkFunctionSql(schema),
    unparkFunctionSql(schema),
    `create index dead_jobs on ${schema}.jobs (died_at) where dead`,
  ];
}

/**
 * Parks a key with its first event: `parked`; `lost` when the partition is another member's by now, or the cursor isn't
 * where the caller thinks; `too many` when so many of the group's keys were parked lately that it can't be the events'
 * fault. Raises the partition's epoch: batches that don't know of the parked key yet are refused, those of other
 * sources too. Locks as a take-over does: the lease, then the cursors.
 */
function parkFunctionSql(schema: string): string {
  return `create function ${schema}.park_key(
      for_group text, for_partition int, at_epoch bigint, of_source text, from_position bigint, to_position bigint,
      to_event uuid, for_key text, the_event json, the_data json, failure jsonb, most int, within_ms bigint
    ) returns text language plpgsql as $$
    begin
      ${lockPartitionSql(schema)}
      perform from ${schema}.cursors c where c.consumer_group = for_group and c.partition = for_partition
        and c.source = of_source and c.position = from_position and c.epoch = at_epoch;
      if not found then return 'lost'; end if;
      if most <= (select count(*) from ${schema}.parked_keys k where k.consumer_group = for_group
          and k.parked_at > clock_timestamp() - within_ms * interval '1 millisecond') then
        return 'too many';
      end if;
      insert into ${schema}.parked_keys (consumer_group, key, partition, history)
      values (for_group, for_key, for_partition,
        jsonb_build_array(failure || jsonb_build_object('at', clock_timestamp())));
      insert into ${schema}.parked_events (consumer_group, source, position, key, event, data)
      values (for_group, of_source, to_position, for_key, the_event, the_data) on conflict do nothing;
      update ${schema}.cursors c set position = to_position, event_id = to_event
      where c.consumer_group = for_group and c.partition = for_partition and c.source = of_source;
      ${raiseEpochSql(schema)}
      return 'parked';
    end $$`;
}

/**
 * Ends the parking of a key whose line is empty: `unparked`; `waiting` when there are events in it, maybe since a moment
 * ago; `lost` as above. What is decided later handles the key's events again, and what would still have put one into
 * the line is refused.
 */
function unparkFunctionSql(schema: string): string {
  return `create function ${schema}.unpark_key(for_group text, for_partition int, at_epoch bigint, for_key text)
    returns text language plpgsql as $$
    begin
      ${lockPartitionSql(schema)}
      -- Looked at after the cursors are locked: whoever puts an event into the line has locked one of them before.
      if exists (select from ${schema}.parked_events e where e.consumer_group = for_group and e.key = for_key) then
        return 'waiting';
      end if;
      delete from ${schema}.parked_keys k where k.consumer_group = for_group and k.key = for_key;
      ${raiseEpochSql(schema)}
      return 'unparked';
    end $$`;
}

function lockPartitionSql(schema: string): string {
  return `perform from ${schema}.leases l
      where l.consumer_group = for_group and l.partition = for_partition and l.epoch = at_epoch for update;
      if not found then return 'lost'; end if;
      perform from ${schema}.cursors c
      where c.consumer_group = for_group and c.partition = for_partition order by c.source for update;`;
}

function raiseEpochSql(schema: string): string {
  return `update ${schema}.cursors c set epoch = at_epoch + 1
      where c.consumer_group = for_group and c.partition = for_partition;
      update ${schema}.leases l set epoch = at_epoch + 1
      where l.consumer_group = for_group and l.partition = for_partition;`;
}
