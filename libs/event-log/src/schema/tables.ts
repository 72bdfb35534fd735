/** The tables of one service's log. The schema's name is already quoted. */
export function tablesSql(schema: string): string[] {
  return [
    `create schema if not exists ${schema}`,
    `create table ${schema}.head (
      only_row boolean primary key default true check (only_row),
      log_id uuid not null default gen_random_uuid(),
      created_at timestamptz not null default now(),
      partitions int not null check (partitions between 1 and 100),
      position bigint not null default 0,
      partition_positions bigint[] not null
    ) with (fillfactor = 10)`,
    `comment on table ${schema}.head is
      'One row: the log''s identity, its last position, and the last position of every partition'`,
    `create table ${schema}.streams (
      stream_id text collate "C" primary key,
      key text collate "C" not null,
      version int not null
    ) with (fillfactor = 85)`,
    `create index streams_by_key on ${schema}.streams (key)`,
    // What can't be published must not be stored: an unpublishable event would stop its relay for ever.
    `create table ${schema}.events (
      position bigint primary key,
      stream_id text collate "C" not null,
      version int not null,
      event_id uuid not null,
      key text collate "C" not null check (key ~ '^[A-Za-z0-9_-]+$' and length(key) <= 64),
      partition int not null,
      prev bigint not null,
      type text collate "C" not null check (type ~ '^[A-Za-z][A-Za-z0-9]*$' and length(type) <= 64),
      schema_version int not null,
      recorded_at timestamptz not null,
      data json not null check (octet_length(data::text) <= 262144),
      meta json not null check (octet_length(meta::text) <= 6144),
      unique (stream_id, version)
    )`,
    `create table ${schema}.commands (
      command_id text collate "C" primary key,
      result json not null,
      recorded_at timestamptz not null default now()
    )`,
    `create table ${schema}.cursors (
      consumer_group text collate "C" not null,
      source text collate "C" not null,
      partition int not null,
      position bigint not null,
      event_id uuid,
      primary key (consumer_group, source, partition)
    ) with (fillfactor = 25)`,
    `create table ${schema}.balances (
      owner text collate "C" not null,
      account text collate "C" not null,
      amount bigint not null constraint never_negative check (amount >= 0),
      primary key (owner, account)
    ) with (fillfactor = 50)`,
    `create table ${schema}.documents (
      collection text collate "C" not null,
      id text collate "C" not null,
      body json not null,
      primary key (collection, id)
    )`,
    `create table ${schema}.timers (
      timer_id text collate "C" primary key,
      kind text not null,
      key text not null,
      due_at timestamptz not null,
      data json not null,
      meta json not null
    )`,
    `create index timers_by_due_at on ${schema}.timers (due_at)`,
    `create table ${schema}.jobs (
      job_id text collate "C" primary key,
      kind text not null,
      key text not null,
      data json not null,
      meta json not null,
      added_at timestamptz not null default now(),
      run_at timestamptz not null,
      attempt int not null default 0,
      worker text,
      dead boolean not null default false,
      last_error text
    ) with (fillfactor = 70)`,
    `create index jobs_by_run_at on ${schema}.jobs (run_at) where not dead`,
    `create table ${schema}.projections (
      name text not null,
      version int not null,
      generation int not null,
      position bigint not null default 0,
      live boolean not null default false,
      created_at timestamptz not null default now(),
      primary key (name, version, generation)
    ) with (fillfactor = 25)`,
  ];
}

/** Events are never changed or removed, not even by the tables' owner. */
export function appendOnlySql(schema: string): string[] {
  return [
    `create function ${schema}.refuse_change() returns trigger language plpgsql as $$
     begin
       raise exception 'the log is append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
         using errcode = 'insufficient_privilege';
     end $$`,
    `create trigger append_only before update or delete on ${schema}.events
       for each statement execute function ${schema}.refuse_change()`,
    `create trigger append_only_truncate before truncate on ${schema}.events
       for each statement execute function ${schema}.refuse_change()`,
    // Also for a session that replays changes (session_replication_role): it would skip ordinary triggers.
    `alter table ${schema}.events enable always trigger append_only`,
    `alter table ${schema}.events enable always trigger append_only_truncate`,
  ];
}
