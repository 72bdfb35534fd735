import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AckPolicy, DeliverPolicy, jetstream, jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { SERVICES, type OrderPlaced } from '@windrose/contracts';
import type { EventLog } from '@windrose/event-log';
import {
  connectNats,
  connectTransport,
  EventContext,
  EventPattern,
  JETSTREAM,
  JetStreamStrategy,
  Relay,
} from '@windrose/jetstream';
import { createLogger, newId, type Logger } from '@windrose/platform';
import { Client } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Figure } from '../figure';
import { META } from '../sample-events';
import type { Servers } from '../servers';
import { timed } from '../statistics';
import { filledLog, openLog } from './filled-log';

const BATCH = 200;

/** What a service does with most events: answers with one of its own. */
@Controller()
export class OnOrderPlaced {
  @EventPattern('orders.OrderPlaced', JETSTREAM)
  handle(@Payload() { orderId, lines }: OrderPlaced, @Ctx() { work, meta }: EventContext): void {
    work.append(null, {
      stream: { id: `reservation-${orderId}`, key: orderId },
      expectedVersion: 0,
      events: [
        { type: 'StockReserved', data: { orderId, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) } },
      ],
      meta,
    });
  }
}

@Module({ controllers: [OnOrderPlaced] })
export class ConsumingModule {}

/** (c) Events through Nest's transport into a handler that appends, beside a loop that inserts 200 rows a commit. */
export async function consuming(servers: Servers, events: number): Promise<Figure[]> {
  const { log: source, databaseUrl } = await filledLog(servers, events);
  const logger = createLogger('bench', { LOG_LEVEL: 'warn' });
  await clearStreams(servers.natsUrl);
  await mirror(source, servers.natsUrl, databaseUrl, events, logger);
  const raw = await rawConsumeAndInsert(servers.natsUrl, databaseUrl, events);
  const ours = await throughTransport(servers.natsUrl, await openLog(databaseUrl, 'inventory'), events, logger);
  return [
    {
      benchmark: 'c consume and append',
      value: ours,
      unit: 'events/s',
      yardstick: { name: 'raw consume, INSERT 200 rows a commit', value: raw },
      mark: { min: 0.5 },
    },
  ];
}

/** Other benchmarks have mirrored logs of their own here, and a stream belongs to one log. */
async function clearStreams(url: string): Promise<void> {
  const nats = await connect({ servers: url });
  const manager = await jetstreamManager(nats, { checkAPI: false });
  for await (const { config } of manager.streams.list()) {
    if (SERVICES.some((service) => service.toUpperCase() === config.name)) await manager.streams.delete(config.name);
  }
  await nats.close();
}

async function mirror(log: EventLog, url: string, databaseUrl: string, events: number, logger: Logger): Promise<void> {
  const broker = await connectNats({ url, name: 'bench', logger });
  const relay = new Relay({ log, broker, databaseUrl, logger });
  relay.start();
  while (relay.status.relayed < events) await sleep(5);
  await relay.stop();
  await broker.close();
  await log.close();
}

async function throughTransport(url: string, log: EventLog, events: number, logger: Logger): Promise<number> {
  const broker = await connectNats({ url, name: 'bench', logger });
  const app = await NestFactory.create<NestFastifyApplication>(ConsumingModule, new FastifyAdapter(), {
    logger: false,
  });
  connectTransport(app, new JetStreamStrategy({ log, broker, logger }));
  await app.init();
  const { seconds } = await timed(async () => {
    await app.startAllMicroservices();
    while ((await log.head()) < events) await sleep(20);
  });
  await app.close();
  await broker.close();
  await log.close();
  return events / seconds;
}

async function rawConsumeAndInsert(url: string, databaseUrl: string, events: number): Promise<number> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('create table raw_answers (like inventory.events including defaults including indexes)');
  await client.query('create table raw_cursor (position bigint)');
  await client.query('insert into raw_cursor values (0)');
  const nats = await connect({ servers: url });
  const manager = await jetstreamManager(nats, { checkAPI: false });
  const { name } = await manager.consumers.add('ORDERS', {
    ack_policy: AckPolicy.None,
    deliver_policy: DeliverPolicy.All,
  });
  const consumer = await jetstream(nats).consumers.get('ORDERS', name);
  const { seconds } = await timed(async () => {
    for (let position = 0; position < events;) {
      const answers: Answer[] = [];
      for await (const message of await consumer.fetch({ max_messages: BATCH, expires: 1_000 })) {
        const { orderId, lines } = message.json<OrderPlaced>();
        answers.push({
          orderId,
          data: JSON.stringify({ orderId, lines: lines.map(({ sku, quantity }) => ({ sku, quantity })) }),
        });
      }
      position = await store(client, answers, position);
    }
  });
  await nats.close();
  await client.end();
  return events / seconds;
}

interface Answer {
  readonly orderId: string;
  readonly data: string;
}

async function store(client: Client, answers: readonly Answer[], from: number): Promise<number> {
  const to = from + answers.length;
  await client.query('begin');
  await client.query({
    name: 'raw_answers',
    text: `insert into raw_answers select * from unnest($1::bigint[], $2::text[], $3::int[], $4::uuid[], $5::text[], $6::int[],
      $7::bigint[], $8::text[], $9::int[], $10::timestamptz[], $11::json[], $12::json[])`,
    values: [
      answers.map((_, i) => from + i + 1),
      answers.map(({ orderId }) => `reservation-${orderId}`),
      answers.map(() => 1),
      answers.map(newId),
      answers.map(({ orderId }) => orderId),
      answers.map((_, i) => i % 16),
      answers.map((_, i) => from + i),
      answers.map(() => 'StockReserved'),
      answers.map(() => 1),
      answers.map(() => new Date()),
      answers.map(({ data }) => data),
      answers.map(() => JSON.stringify(META)),
    ],
  });
  await client.query({ name: 'raw_cursor', text: 'update raw_cursor set position = $1', values: [to] });
  await client.query('commit');
  return to;
}
