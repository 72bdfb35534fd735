import type { Service } from '@windrose/contracts';
import { identifier } from '../database';
import { ownersTransaction } from './owners-transaction';

/** A consumer group, by the service that it is of. */
export interface Handler {
  readonly service: string;
  readonly group: string;
  /** Handled, or waiting in the line of a parked key. */
  readonly how: 'handled' | 'parked';
}

/** What was given up when a log's stream was made anew. */
export class LostEvents {
  constructor(
    private readonly databaseUrl: string,
    private readonly service: Service,
  ) {}

  /** Notes who had handled what. */
  async note(repairId: number, handledBy: ReadonlyMap<number, readonly Handler[]>): Promise<void> {
    const noted = [...handledBy].filter(([, handlers]) => handlers.length > 0);
    await ownersTransaction({ databaseUrl: this.databaseUrl, dryRun: false }, (client) =>
      client.query(
        `update ${identifier(this.service)}.lost_events l set handled_by = h.who::jsonb
         from unnest($2::bigint[], $3::text[]) h(position, who) where l.repair_id = $1 and l.position = h.position`,
        [repairId, noted.map(([position]) => position), noted.map(([, handlers]) => JSON.stringify(handlers))],
      ),
    );
  }

  /**
   * For events that the log no longer has: the last position that it has in common with what their handlers know. Those
   * that no repair has given up are missing.
   */
  async commonBefore(eventIds: readonly string[]): Promise<Map<string, number>> {
    const schema = identifier(this.service);
    return ownersTransaction({ databaseUrl: this.databaseUrl, dryRun: true }, async (client) => {
      const { rows } = await client.query<{ id: string; common: number }>(
        // A later repair may have gone further back.
        `select w.id, min(r.common) as common
         from unnest($1::uuid[]) w(id)
         cross join lateral (select min(l.repair_id) as first from ${schema}.lost_events l where l.event_id = w.id) l
         join ${schema}.repairs r on r.id >= l.first and r.kind = 'stream recreated'
         group by w.id`,
        [eventIds],
      );
      return new Map(rows.map(({ id, common }) => [id, common]));
    });
  }
}
