import { connectNats, type BrokerConnection } from '@windrose/jetstream';
import { createLogger } from '@windrose/platform';
import { Failure } from './failure';
import type { System } from './find-system';

const CONNECT_MS = 3_000;

/** Runs `action` on one connection to the broker, as its administrator. @throws Failure when it can't be reached */
export async function withBroker<T>(system: System, action: (broker: BrokerConnection) => Promise<T>): Promise<T> {
  const { url, user, password } = system.broker;
  // What the client has to say is said by the commands: they print one line, not a log.
  const logger = createLogger('windrose', { LOG_LEVEL: 'silent' });
  const broker = await connectNats({
    url,
    user,
    password,
    name: 'windrose command line',
    logger,
    firstConnectMs: CONNECT_MS,
  });
  try {
    if (!broker.connected) {
      const address = url.replace(/\/\/[^@/]*@/g, '//');
      throw new Failure(`no connection to NATS at ${address}${system.hint}`, 'broker_unreachable');
    }
    return await action(broker);
  } finally {
    await broker.close();
  }
}
