import { jetstreamManager, type JetStreamManager } from '@nats-io/jetstream';
import { connect, type NatsConnection } from '@nats-io/transport-node';
import type { RunFile } from '@windrose/testing';
import { brokerNodes } from './broker-nodes';

export interface Broker {
  readonly connection: NatsConnection;
  readonly streams: JetStreamManager;
}

/** The administrator's connection to the broker, for as long as the work takes. */
export async function withBroker<T>(run: RunFile, work: (broker: Broker) => Promise<T>): Promise<T> {
  const { user, password: pass } = run.natsAdmin;
  const connection = await connect({
    servers: brokerNodes(run).map(({ address: { host, port } }) => `${host}:${port}`),
    timeout: 3_000,
    maxReconnectAttempts: 0,
    user,
    pass,
  });
  try {
    return await work({ connection, streams: await jetstreamManager(connection, { checkAPI: false }) });
  } finally {
    await connection.close();
  }
}
