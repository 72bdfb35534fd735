import { Injectable } from '@nestjs/common';
import { readLogSubject, storyEvent, type EventMeta, type LogRow, type StoryEvent } from '@windrose/contracts';
import { EventLog } from '@windrose/event-log';
import { newId, within } from '@windrose/platform';
import { Backend } from '../backend/backend';
import type { Teller } from './place';

/** Milliseconds that a log may take to answer. */
const READ_MS = 5_000;
/** Events of the edge's own log that are read at once; of the others' as many as one message holds. */
const PAGE = 200;

/** An event of a log. `orderId`: the order that it is about, null if it is about something else. */
export interface LoggedEvent extends StoryEvent {
  readonly service: Teller;
  readonly orderId: string | null;
  /** Of its JSON texts. */
  readonly bytes: number;
}

/** Reads the logs of all services as they are, whatever the broker has of them. */
@Injectable()
export class LogPages {
  constructor(
    private readonly backend: Backend,
    private readonly ownLog: EventLog,
  ) {}

  /** Position of the log's last event. @throws ServiceUnavailable */
  async headOf(service: Teller): Promise<number> {
    if (service === 'edge') return within(READ_MS, 'the intake', this.ownLog.head());
    return (await this.slice(service, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)).head;
  }

  /** The first of the events behind `after`, not beyond `upTo`; none when there are none. @throws ServiceUnavailable */
  async read(service: Teller, after: number, upTo = Number.MAX_SAFE_INTEGER): Promise<LoggedEvent[]> {
    const rows =
      service === 'edge'
        ? await within(READ_MS, 'the intake', this.ownLog.readAll({ after, limit: PAGE }))
        : (await this.slice(service, after, upTo)).rows;
    return rows.map((row) => loggedEvent(service, row));
  }

  private slice(service: Exclude<Teller, 'edge'>, after: number, upTo: number) {
    const context = { actor: { type: 'service', id: 'edge' }, correlationId: newId() } as const;
    return this.backend.ask(readLogSubject(service), { after, upTo }, context, READ_MS);
  }
}

function loggedEvent(service: Teller, row: LogRow): LoggedEvent {
  const data = JSON.parse(row.dataText) as { readonly orderId?: unknown };
  const meta = JSON.parse(row.metaText) as EventMeta;
  return {
    ...storyEvent(service, { ...row, data, meta }),
    service,
    // What is about an order has the order's id as its key, too; a sku may look like one.
    orderId: data.orderId === row.key ? row.key : null,
    bytes: row.dataText.length + row.metaText.length,
  };
}
