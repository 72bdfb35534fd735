import { connectNats, Relay } from '@windrose/jetstream';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect, headers } from '@nats-io/transport-node';
import { createLogger, newId } from '@windrose/platform';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figure';
import { META, orderPlaced } from '../sample-events';
import type { Servers } from '../servers';
import { timed } from '../statistics';
import { filledLog } from './filled-log';

const IN_FLIGHT = 256;

/** (b) Events from a log into its mirror, beside the client's own publish with as many in flight. */
export async function relaying(servers: Servers, events: number): Promise<Figure[]> {
  const { log, databaseUrl } = await filledLog(servers, events);
  const logger = createLogger('bench', { LOG_LEVEL: 'warn' });
  const broker = await connectNats({ url: servers.natsUrl, name: 'bench', logger });
  const relay = new Relay({ log, broker, databaseUrl, logger });
  const ours = await timed(async () => {
    relay.start();
    while (relay.status.relayed < events) await sleep(5);
  });
  await relay.stop();
  await broker.close();
  await log.close();
  const raw = await rawPublishes(servers.natsUrl, events);
  return [
    {
      benchmark: 'b relay',
      value: events / ours.seconds,
      unit: 'events/s',
      yardstick: { name: 'JetStream publish, 256 in flight', value: raw },
      mark: { min: 0.75 },
    },
  ];
}

/** Messages of the same size with the two headers that every exactly-once publisher sends. */
async function rawPublishes(url: string, events: number): Promise<number> {
  const nats = await connect({ servers: url });
  const manager = await jetstreamManager(nats, { checkAPI: false });
  await manager.streams.add({ name: 'RAW', subjects: ['raw.>'] });
  const client = jetstream(nats);
  const payload = JSON.stringify(orderPlaced(newId()).data);
  const meta = JSON.stringify(META);
  let sequence = 0;
  const publish = async (): Promise<void> => {
    const extra = headers();
    extra.set('Nats-Expected-Last-Sequence', String(sequence++));
    extra.set('Windrose-Meta', meta);
    await client.publish('raw.orders.01.key.OrderPlaced', payload, { msgID: newId(), headers: extra });
  };
  const { seconds } = await timed(async () => {
    const window: Promise<void>[] = [];
    for (let n = 0; n < events; n++) {
      if (window.length === IN_FLIGHT) await window.shift();
      window.push(publish());
    }
    await Promise.all(window);
  });
  await nats.close();
  return events / seconds;
}
