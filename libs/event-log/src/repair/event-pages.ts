import type { Client } from 'pg';
import type { StoredEvent } from '../event';
import { EVENT_COLUMNS, toStored, type EventRow } from '../read/reader';

const PAGE = 1_000;

/** A log's events behind a position, page by page, as this transaction sees them. */
export async function* eventPages(client: Client, schema: string, after: number): AsyncGenerator<StoredEvent[]> {
  for (let last = after; ;) {
    const { rows } = await client.query<EventRow>(
      `select ${EVENT_COLUMNS} from ${schema}.events where position > $1 order by position limit ${PAGE}`,
      [last],
    );
    const end = rows.at(-1);
    if (end === undefined) return;
    yield rows.map(toStored);
    last = end.position;
  }
}
