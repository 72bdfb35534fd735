import { AckPolicy, DeliverPolicy, jetstream, type JsMsg } from '@nats-io/jetstream';
import { eventSubject, SERVICES, streamNameOf, type Service } from '@windrose/contracts';
import type { Client } from 'pg';
import { withBroker, type Broker } from '../system/broker';
import type { Finding, Invariant } from './invariant';

const PAGE = 500;
const FETCH_MS = 2_000;

interface Row {
  readonly position: number;
  readonly event_id: string;
  readonly stream_id: string;
  readonly version: number;
  readonly key: string;
  readonly partition: number;
  readonly type: string;
  readonly data: string;
}

export const mirrorsEqual: Invariant = {
  name: 'every mirror is its log: sequence = position, the same ids and bytes',
  async check({ system, database, explanations }) {
    return withBroker(system.run, async (broker) => {
      let checked = 0;
      const violations: string[] = [];
      for (const service of SERVICES) {
        const deleted = new Set(explanations.deleted.get(streamNameOf(service)));
        const finding = await compare(service, broker, database, deleted);
        checked += finding.checked;
        violations.push(...finding.violations);
      }
      return { checked, violations };
    });
  },
};

async function compare(
  service: Service,
  broker: Broker,
  database: Client,
  deleted: ReadonlySet<number>,
): Promise<Finding> {
  const stream = streamNameOf(service);
  const { state } = await broker.streams.streams.info(stream);
  const messages = new Map<number, JsMsg>();
  for await (const message of read(broker, stream, state.messages)) messages.set(message.seq, message);
  const { rows } = await database.query<Row>(
    `select position::int, event_id, stream_id, version, key, partition, type, data::text from ${service}.events`,
  );
  const violations: string[] = [];
  for (const row of rows) {
    const message = messages.get(row.position);
    messages.delete(row.position);
    const flaw =
      message === undefined ? (deleted.has(row.position) ? null : 'is missing') : flawOf(message, row, service);
    if (flaw !== null) violations.push(`${stream} ${row.position} ${flaw}`);
  }
  for (const sequence of messages.keys()) violations.push(`${stream} ${sequence} is not in the log`);
  return { checked: rows.length, violations };
}

/** By an ordinary client, which knows nothing of logs. */
async function* read({ connection, streams }: Broker, stream: string, count: number): AsyncGenerator<JsMsg> {
  if (count === 0) return;
  const { name } = await streams.consumers.add(stream, {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.All,
    mem_storage: true,
    inactive_threshold: 30_000_000_000,
  });
  const consumer = await jetstream(connection).consumers.get(stream, name);
  let left = count;
  while (left > 0) {
    const before = left;
    for await (const message of await consumer.fetch({ max_messages: Math.min(PAGE, left), expires: FETCH_MS })) {
      left--;
      yield message;
    }
    if (left === before) throw new Error(`${stream} gives ${count - left} messages instead of ${count}`);
  }
}

function flawOf(message: JsMsg, row: Row, service: Service): string | null {
  if (message.subject !== eventSubject(service, row.partition, row.key, row.type))
    return `has subject ${message.subject}`;
  const id = message.headers?.get('Nats-Msg-Id');
  if (id !== row.event_id) return `is event ${id} instead of ${row.event_id}`;
  if (message.headers?.get('ce-subject') !== row.stream_id) return `is of another stream than ${row.stream_id}`;
  if (message.headers.get('Windrose-Version') !== String(row.version)) return `has another version than ${row.version}`;
  return Buffer.from(message.data).equals(Buffer.from(row.data)) ? null : 'has other bytes';
}
