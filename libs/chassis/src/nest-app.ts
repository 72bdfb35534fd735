import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { readLogSubject } from '@windrose/contracts';
import { ParkedWork } from '@windrose/event-log';
import { connectTransport, JetStreamStrategy, RpcServer, serveLog } from '@windrose/jetstream';
import { ConfigError, NestLogger } from '@windrose/platform';
import { ChassisModule } from './chassis.module';
import type { Machinery } from './machinery';
import { reportParked } from './parked-metrics';
import type { ServiceDefinition } from './service-definition';

/**
 * Connections that may wait to be accepted; the kernel allows no more than `net.core.somaxconn` (4096 on Linux). Node's own 511 are
 * fewer than arrive in a second of overload. What finds no room is not refused: the client believes to be connected, and
 * sends again after 1, 3, 7, 15 … seconds what nobody has heard.
 */
const BACKLOG = 4_096;

/**
 * The Nest application with its two transports: events from JetStream, requests from core NATS. Only an app with a door
 * to the outside listens for HTTP.
 */
export async function startNestApp(
  definition: ServiceDefinition,
  machinery: Machinery,
): Promise<NestFastifyApplication> {
  const { service, gatherMs, http, module } = definition;
  const { log, broker, logger, config, readiness } = machinery;
  const adapter = http?.createAdapter(logger) ?? new FastifyAdapter({ logger: false });
  const instance = `${service}#${config.instance}`;
  const events = new JetStreamStrategy({ log, broker, logger, instance, gatherMs });
  const parked = new ParkedWork(log, { onWish: () => void events.refresh() });
  reportParked(service, parked);
  const app = await NestFactory.create<NestFastifyApplication>(ChassisModule.of(machinery, parked, [module]), adapter, {
    logger: new NestLogger(logger),
    abortOnError: false,
  });
  readiness.add('events', () => events.problem);
  connectTransport(app, events);
  const requests = new RpcServer({ broker, queue: service, logger });
  requests.addHandler(readLogSubject(service), serveLog(log));
  connectTransport(app, requests);
  await http?.configure?.(app);
  await app.init();
  await app.startAllMicroservices();
  if (http) await listen(app, http.port(process.env), config.host);
  return app;
}

async function listen(app: NestFastifyApplication, port: number, host: string): Promise<void> {
  try {
    await app.listen({ port, host, backlog: BACKLOG });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new ConfigError('PORT', String(port), 'a port that nobody listens on');
    }
    throw error;
  }
}
