/**
 * Who of a service's instances handles which partitions. A lease holds for as long as its holder is a member, so one
 * row is renewed for all of them. Whoever takes a partition over raises its epoch, in the lease and in the cursors:
 * every move of a cursor names the epoch that it was decided under, which fences off whoever had the partition before.
 */
export function leaseTablesSql(schema: string): string[] {
  return [
    `create table ${schema}.members (
      consumer_group text collate "C" not null,
      member uuid not null,
      instance text collate "C" not null,
      expires_at timestamptz not null,
      primary key (consumer_group, member)
    ) with (fillfactor = 50)`,
    `comment on table ${schema}.members is
      'The running instances of each consumer group. One that has not renewed its row in time has lost its leases'`,
    `create table ${schema}.leases (
      consumer_group text collate "C" not null,
      partition int not null,
      epoch bigint not null default 0,
      holder uuid,
      primary key (consumer_group, partition)
    ) with (fillfactor = 50)`,
    `alter table ${schema}.cursors add column epoch bigint not null default 0`,
  ];
}
