import { migrate, projection, replay, type EventLog, type RecordedEvent } from '@windrose/event-log';
import { newId } from '@windrose/platform';
import { Client } from 'pg';
import type { Figure } from '../figure';
import { META, orderPlaced } from '../sample-events';
import type { Servers } from '../servers';
import { timed } from '../statistics';
import { openLog } from './filled-log';

interface OrderRow {
  readonly id: string;
  readonly status: string;
  readonly version: number;
  readonly total: number;
  readonly placed_at: string;
}

const STEPS = ['PaymentRequested', 'OrderConfirmed', 'OrderLinesDispatched', 'OrderLinesDelivered', 'OrderCompleted'];

const orderRows = projection<OrderRow>({
  name: 'bench_orders',
  version: 1,
  columns: { id: 'text', status: 'text', version: 'int', total: 'bigint', placed_at: 'timestamptz' },
  primaryKey: 'id',
  keyOf: ({ key }) => key,
  on: {
    OrderPlaced: (_, { key, version, recordedAt, data }) => ({
      id: key,
      status: 'pending',
      version,
      total: (data as { total: { amount: number } }).total.amount,
      placed_at: recordedAt,
    }),
    ...Object.fromEntries(
      STEPS.map((type) => [
        type,
        (row: OrderRow | undefined, { version }: RecordedEvent) => row && { ...row, status: type, version },
      ]),
    ),
  },
});

/** (d) A projection rebuilt from a log of whole orders, beside plain paging through the same rows. */
export async function rebuilding(servers: Servers, events: number): Promise<Figure[]> {
  const databaseUrl = await servers.newDatabase();
  await migrate(databaseUrl, ['orders']);
  const log = await openLog(databaseUrl, 'orders');
  await fill(log, events);
  const ours = await timed(() => replay(log, orderRows));
  await log.close();
  const raw = await timed(() => page(databaseUrl));
  return [
    {
      benchmark: 'd projection rebuild',
      value: events / ours.seconds,
      unit: 'events/s',
      yardstick: { name: 'keyset paging, 1,000 rows', value: events / raw.seconds },
      mark: { min: 0.4 },
    },
  ];
}

/** As a running system writes them: the steps of 40 orders interleave. */
async function fill(log: EventLog, events: number): Promise<void> {
  const perOrder = STEPS.length + 1;
  for (let written = 0; written < events;) {
    const ids = Array.from({ length: Math.min(40, Math.ceil((events - written) / perOrder)) }, newId);
    const units = [orderPlaced, ...STEPS.map((type) => (orderId: string) => ({ type, data: { orderId } }))].flatMap(
      (event) => ids.map((id) => ({ stream: { id: `order-${id}`, key: id }, events: [event(id)], meta: META })),
    );
    await log.appendGroup(units);
    written += units.length;
  }
}

async function page(databaseUrl: string): Promise<void> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  for (let after = '0'; ;) {
    const { rows } = await client.query<{ position: string }>({
      name: 'page',
      text: 'select * from orders.events where position > $1 order by position limit 1000',
      values: [after],
    });
    if (rows.length === 0) break;
    after = rows.at(-1)!.position;
  }
  await client.end();
}
