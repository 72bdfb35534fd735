import type { Service } from '@windrose/contracts';
import type { Client } from 'pg';
import { identifier } from '../database';
import { ownersTransaction } from './owners-transaction';

/** How far a group has come in one partition of a source. */
export interface HandledUpTo {
  readonly group: string;
  readonly partition: number;
  readonly position: number;
  readonly eventId: string;
}

/** A source's event in the line of a parked key. */
export interface ParkedOfSource {
  readonly group: string;
  readonly key: string;
  readonly position: number;
  readonly eventId: string;
}

export interface SetBack {
  readonly source: Service;
  /** Cursors as they were read; one that has moved meanwhile is left alone. */
  readonly cursors: readonly HandledUpTo[];
  /** Parked events that the source doesn't have any more. */
  readonly parked: readonly ParkedOfSource[];
  /** Where the cursors are set: position and id of the last event in common; 0 and null for the source's beginning. */
  readonly to: { readonly position: number; readonly eventId: string | null };
}

export interface SetBackResult {
  readonly cursors: number;
  readonly parked: number;
}

const BY = 'windrose mirror repair';

/** What one service's consumer groups know of another service's log. Used with the owner's role. */
export class ConsumerCursors {
  private readonly schema: string;

  constructor(
    private readonly databaseUrl: string,
    readonly service: Service,
  ) {
    this.schema = identifier(service);
  }

  /** Cursors at the source's beginning have handled nothing, and are left out. */
  handled(source: Service): Promise<HandledUpTo[]> {
    return this.read(async (client) => {
      const { rows } = await client.query<HandledUpTo>(
        `select consumer_group as "group", partition, position, event_id as "eventId" from ${this.schema}.cursors
         where source = $1 and event_id is not null order by consumer_group collate "C", partition`,
        [source],
      );
      return rows;
    });
  }

  parked(source: Service): Promise<ParkedOfSource[]> {
    return this.read(async (client) => {
      const { rows } = await client.query<ParkedOfSource>(
        `select consumer_group as "group", key, position, event ->> 'eventId' as "eventId" from ${this.schema}.parked_events
         where source = $1 order by consumer_group collate "C", position`,
        [source],
      );
      return rows;
    });
  }

  /**
   * Sets cursors back, so that their groups handle the source's events again from there; parked events that are no longer
   * the source's are discarded, and kept as such. It is recorded. A running consumer notices by itself.
   *
   * The groups lose all their leases, since their members may have read further than any cursor says: what they have
   * under way is refused, and they begin anew from their cursors with what they take again.
   */
  setBack({ source, cursors, parked, to }: SetBack): Promise<SetBackResult> {
    return ownersTransaction({ databaseUrl: this.databaseUrl, dryRun: false }, async (client) => {
      const groups = [...cursors, ...parked].map(({ group }) => group);
      await this.revokeLeases(client, groups);
      const { rows } = await client.query<HandledUpTo>(
        `update ${this.schema}.cursors c set position = $6, event_id = $7::uuid
         from unnest($2::text[], $3::int[], $4::bigint[], $5::uuid[]) w(consumer_group, partition, position, event_id)
         where c.source = $1 and c.consumer_group = w.consumer_group and c.partition = w.partition
           and c.position = w.position and c.event_id = w.event_id
         returning c.consumer_group as "group", c.partition, w.position, w.event_id as "eventId"`,
        [
          ...[source, cursors.map(({ group }) => group), cursors.map(({ partition }) => partition)],
          ...[cursors.map(({ position }) => position), cursors.map(({ eventId }) => eventId)],
          ...[to.position, to.eventId],
        ],
      );
      const discarded = await this.discard(client, source, parked);
      await client.query(
        `insert into ${this.schema}.repairs (kind, common, details) values ('cursors set back', $1, $2)`,
        [to.position, JSON.stringify({ source, eventId: to.eventId, cursors: rows, discarded })],
      );
      return { cursors: rows.length, parked: discarded };
    });
  }

  /** Locks leases before cursors, and each in order, as a take-over and appends do. */
  private async revokeLeases(client: Client, groups: readonly string[]): Promise<void> {
    const { schema } = this;
    await client.query(
      `select from ${schema}.leases where consumer_group = any ($1)
       order by consumer_group collate "C", partition for update`,
      [groups],
    );
    await client.query(
      `select from ${schema}.cursors where consumer_group = any ($1)
       order by consumer_group collate "C", source collate "C", partition for update`,
      [groups],
    );
    await client.query(
      `with revoked as (
         update ${schema}.leases set holder = null, epoch = epoch + 1 where consumer_group = any ($1)
         returning consumer_group, partition, epoch
       )
       update ${schema}.cursors c set epoch = r.epoch from revoked r
       where c.consumer_group = r.consumer_group and c.partition = r.partition`,
      [groups],
    );
  }

  /** A key that waits for nothing any more is tried again, which ends its parking. */
  private async discard(client: Client, source: Service, parked: readonly ParkedOfSource[]): Promise<number> {
    const { schema } = this;
    const { rowCount } = await client.query(
      `with gone as (
         delete from ${schema}.parked_events e using unnest($2::text[], $3::bigint[]) w(consumer_group, position)
         where e.source = $1 and e.consumer_group = w.consumer_group and e.position = w.position returning e.*
       )
       insert into ${schema}.discarded
         (kind, consumer_group, key, source, position, what, data, history, reason, discarded_by)
       select 'event', g.consumer_group, g.key, g.source, g.position, g.event, g.data, coalesce(k.history, '[]'),
         'no longer in the ' || $1 || ' log', '${BY}'
       from gone g left join ${schema}.parked_keys k on k.consumer_group = g.consumer_group and k.key = g.key`,
      [source, parked.map(({ group }) => group), parked.map(({ position }) => position)],
    );
    await client.query(
      `insert into ${schema}.parked_wishes (parked_id, wish, wished_by)
       select k.id, 'redrive', '${BY}' from ${schema}.parked_keys k
       where (k.consumer_group, k.key) in (select * from unnest($1::text[], $2::text[]))
         and not exists (select from ${schema}.parked_events e where e.consumer_group = k.consumer_group and e.key = k.key)`,
      [parked.map(({ group }) => group), parked.map(({ key }) => key)],
    );
    return rowCount ?? 0;
  }

  private read<T>(action: (client: Client) => Promise<T>): Promise<T> {
    return ownersTransaction({ databaseUrl: this.databaseUrl, dryRun: true }, action);
  }
}
