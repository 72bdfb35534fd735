import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import { eventually, type RunFile } from '@windrose/testing';
import { MIRRORS, type Logs, type Row, type Service } from './logs';

const PAGE = 200;

/** A message of a mirror, or what the log says that it must be. */
interface Mirrored {
  readonly sequence: number;
  readonly subject: string;
  readonly payload: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The streams, by an ordinary client. */
export class Mirrors {
  private constructor(
    private readonly connection: NatsConnection,
    private readonly streams: JetStreamManager,
  ) {}

  static async open({ natsUrl, natsAdmin }: Pick<RunFile, 'natsUrl' | 'natsAdmin'>): Promise<Mirrors> {
    const connection = await connect({ servers: natsUrl, user: natsAdmin.user, pass: natsAdmin.password });
    return new Mirrors(connection, await jetstreamManager(connection));
  }

  /** Waits until the stream holds as much as the log, then compares them event by event. Returns how many. */
  async compare(logs: Logs, service: Service): Promise<number> {
    const head = await eventually(async () => {
      const [{ state }, now] = [await this.streams.streams.info(MIRRORS[service]), await logs.head(service)];
      expect({ service, messages: state.messages, last: state.last_seq }).toEqual({
        service,
        messages: now,
        last: now,
      });
      return now;
    });
    for (let after = 0; after < head; after += PAGE) {
      const rows = await logs.rows(service, after, PAGE);
      const messages = await Promise.all(rows.map(({ position }) => this.message(service, position)));
      expect(messages).toEqual(rows.map((row) => mirrorOf(service, row)));
    }
    return head;
  }

  async close(): Promise<void> {
    await this.connection.close();
  }

  private async message(service: Service, sequence: number): Promise<Mirrored | null> {
    const message = await this.streams.streams.getMessage(MIRRORS[service], { seq: sequence });
    if (message === null) return null;
    const { seq, subject, data, header } = message;
    const headers = Object.fromEntries(HEADERS.map((name) => [name, header.get(name)]));
    return { sequence: seq, subject, payload: Buffer.from(data).toString(), headers };
  }
}

const HEADERS = ['Nats-Msg-Id', 'ce-id', 'ce-source', 'ce-type', 'ce-specversion', 'ce-subject', 'traceparent'];

function mirrorOf(service: Service, row: Row): Mirrored {
  const partition = String(row.partition).padStart(2, '0');
  const { traceparent } = JSON.parse(row.meta) as { traceparent?: string };
  return {
    sequence: row.position,
    subject: `evt.${service}.${partition}.${row.key}.${row.type}`,
    payload: row.data,
    headers: {
      'Nats-Msg-Id': row.event_id,
      'ce-id': row.event_id,
      'ce-source': service,
      'ce-type': row.type,
      'ce-specversion': '1.0',
      'ce-subject': row.stream_id,
      traceparent: traceparent ?? '',
    },
  };
}
