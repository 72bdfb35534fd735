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
      consumer_group text collate "C" not null,
      key text collate "C" not null,
      wish text not null check (wish in ('redrive', 'discard')),
      source text collate "C",
      position bigint,
      reason text,
      wished_by text not null,
      wished_at timestamptz not null default now()
    )`,
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
    `create index dead_jobs on ${schema}.jobs (died_at) where dead`,
  ];
}
