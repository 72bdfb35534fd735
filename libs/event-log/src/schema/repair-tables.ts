/**
 * What people have repaired of a log: its end taken back from the mirror, a new identity with a stream made anew,
 * cursors set back. The events that were given up then are kept, with who had handled them.
 */
export function repairTablesSql(schema: string): string[] {
  return [
    `create table ${schema}.repairs (
      id bigint generated always as identity primary key,
      kind text not null check (kind in ('log restored', 'stream recreated', 'cursors set back')),
      repaired_at timestamptz not null default clock_timestamp(),
      common bigint not null,
      details jsonb not null
    )`,
    `comment on column ${schema}.repairs.common is
      'The last position at which both sides had the same event'`,
    `create table ${schema}.lost_events (
      repair_id bigint not null references ${schema}.repairs (id),
      position bigint not null,
      event_id uuid not null,
      event json not null,
      data json not null,
      handled_by jsonb not null default '[]',
      primary key (repair_id, position)
    )`,
    `comment on table ${schema}.lost_events is
      'What a mirror had and its log did not, when the stream was made anew'`,
    `create index lost_events_by_id on ${schema}.lost_events (event_id)`,
  ];
}
