import type { EventLog } from '../event-log';
import { present } from '../present';

/** One running instance of a consumer group. */
export interface Member {
  readonly group: string;
  /** A UUID of this process's own: another process is another member, even under the same instance name. */
  readonly id: string;
  /** Names the instance over its restarts: `orders#1`. */
  readonly instance: string;
}

export interface LeaseOptions {
  readonly member: Member;
  /** Partitions of every source. */
  readonly partitions: number;
  /** How long the leases hold without a renewal, in milliseconds. */
  readonly leaseMs: number;
}

/** The group as the database knows it at one moment. */
export interface GroupView {
  /** Epochs of the partitions that this member holds. */
  readonly held: ReadonlyMap<number, number>;
  /** How many partitions nobody holds whose lease is good. */
  readonly free: number;
  /** Ids of all members whose leases are good, this one's among them, sorted. */
  readonly members: readonly string[];
  /** Keys of held partitions for which an operator wishes something. */
  readonly wishes: readonly string[];
}

/** What the holder of a partition has to know to handle its events. The two change together. */
export interface PartitionState {
  /** Every move of the partition's cursors names it. It is raised by a take-over, and when keys are parked or unparked. */
  readonly epoch: number;
  /** Keys whose events have to wait behind earlier ones. */
  readonly parkedKeys: ReadonlySet<string>;
}

interface ViewRow {
  held: [number, number][];
  free: number;
  members: string[];
  wishes: string[];
}

/**
 * The leases on a group's partitions. Time is the database's. A lease holds for as long as its holder renews its own
 * row among the members; whoever takes a partition over raises the epoch of its cursors in the same statement, so what
 * the holder before still has under way is refused by the append.
 */
export class LeaseStore {
  private readonly values: readonly [group: string, member: string];

  constructor(
    private readonly log: EventLog,
    private readonly options: LeaseOptions,
  ) {
    this.values = [options.member.group, options.member.id];
  }

  /**
   * Begins: partitions without a lease get one that nobody holds, and what an earlier process of this instance held is
   * free at once. That process is gone or, should it not be, fenced off by the epochs.
   */
  async join(): Promise<void> {
    const { member, partitions } = this.options;
    await this.log.pool.query(
      `with old as (delete from ${this.log.schema}.members where consumer_group = $1 and instance = $2 and member <> $3)
       insert into ${this.log.schema}.leases (consumer_group, partition)
       select $1, n from generate_series(0, $4::int - 1) n order by n on conflict do nothing`,
      [member.group, member.instance, member.id, partitions],
    );
  }

  /** Renews all of this member's leases and looks at the group, in one statement. */
  async renew(): Promise<GroupView> {
    const { member, leaseMs } = this.options;
    const { schema } = this.log;
    const { rows } = await this.log.pool.query<ViewRow>({
      name: 'renew_leases',
      // What the statement itself writes is not in its snapshot: this member counts whether its row is old or new.
      text: `with renewed as (
          insert into ${schema}.members (consumer_group, member, instance, expires_at)
          values ($1, $2, $3, clock_timestamp() + $4 * interval '1 millisecond')
          on conflict (consumer_group, member) do update set expires_at = excluded.expires_at
        ), gone as (
          delete from ${schema}.members m
          where m.consumer_group = $1 and m.expires_at < now() - interval '10 minutes' and m.member <> $2
        ), live as (
          select m.member from ${schema}.members m
          where m.consumer_group = $1 and m.expires_at > now() and m.member <> $2
          union all select $2::uuid
        ), leases as (
          select l.partition, l.epoch, l.holder from ${schema}.leases l where l.consumer_group = $1
        )
        select
          (select coalesce(jsonb_agg(jsonb_build_array(l.partition, l.epoch)), '[]') from leases l where l.holder = $2) as held,
          (select count(*)::int from leases l where l.holder is null or l.holder not in (select member from live)) as free,
          (select array_agg(member::text order by member) from live) as members,
          (select coalesce(array_agg(distinct k.key), '{}') from ${schema}.parked_wishes w
            join ${schema}.parked_keys k on k.id = w.parked_id and k.consumer_group = $1
            join leases l on l.partition = k.partition and l.holder = $2) as wishes`,
      values: [...this.values, member.instance, leaseMs],
    });
    const { held, free, members, wishes } = present(rows[0]);
    return { held: new Map(held), free, members, wishes };
  }

  /** Of these partitions, the ones that this member still holds, each as it is at one moment. */
  async read(partitions: readonly number[]): Promise<Map<number, PartitionState>> {
    const { schema } = this.log;
    const { rows } = await this.log.pool.query<{ partition: number; epoch: number; keys: string[] }>({
      name: 'leased_partitions',
      text: `select l.partition, l.epoch, array(
          select k.key from ${schema}.parked_keys k where k.consumer_group = $1 and k.partition = l.partition
        ) as keys
        from ${schema}.leases l where l.consumer_group = $1 and l.holder = $2 and l.partition = any ($3)`,
      values: [...this.values, partitions],
    });
    return new Map(rows.map(({ partition, epoch, keys }) => [partition, { epoch, parkedKeys: new Set(keys) }]));
  }

  /**
   * Takes over at most `most` partitions that nobody holds. Their cursors in all of these sources exist afterwards and
   * carry the new epoch.
   */
  async take(most: number, sources: readonly string[]): Promise<void> {
    const { schema } = this.log;
    await this.log.pool.query({
      name: 'take_leases',
      text: `with free as (
          select l.partition from ${schema}.leases l
          where l.consumer_group = $1 and not exists (
            select from ${schema}.members m
            where m.consumer_group = $1 and m.member = l.holder and m.expires_at > now()
          )
          order by l.partition limit $3 for update of l skip locked
        ), taken as (
          update ${schema}.leases l set holder = $2, epoch = l.epoch + 1 from free
          where l.consumer_group = $1 and l.partition = free.partition
          returning l.partition, l.epoch
        )
        insert into ${schema}.cursors (consumer_group, source, partition, position, epoch)
        select $1, s.source, t.partition, 0, t.epoch from taken t cross join unnest($4::text[]) s(source)
        order by s.source collate "C", t.partition
        on conflict (consumer_group, source, partition) do update set epoch = excluded.epoch`,
      values: [...this.values, most, sources],
    });
  }

  /** Leaves these partitions to others. */
  async release(partitions: readonly number[]): Promise<void> {
    await this.log.pool.query(
      `update ${this.log.schema}.leases set holder = null
       where consumer_group = $1 and holder = $2 and partition = any ($3)`,
      [...this.values, partitions],
    );
  }

  /** Ends: all of this member's partitions are free at once. */
  async leave(): Promise<void> {
    await this.log.pool.query(`delete from ${this.log.schema}.members where consumer_group = $1 and member = $2`, [
      ...this.values,
    ]);
  }
}
