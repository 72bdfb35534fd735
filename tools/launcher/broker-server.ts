import type { Service } from '@windrose/contracts';
import { connectNats } from '@windrose/jetstream';
import { createLogger, messageOf, serversIn } from '@windrose/platform';
import { findNatsServer, type NatsServer } from '@windrose/servers';
import { embeddedBroker, type EmbeddedBroker } from './embedded-broker';
import type { Job } from './job';
import { watchJetStream } from './jetstream-watch';
import type { Passwords } from './passwords';
import { watchStore } from './store-watch';

/** One server of the broker. */
export interface BrokerNode {
  readonly url: string;
  /** JetStream's store; null when the server isn't ours. */
  readonly storeDirectory: string | null;
}

export interface BrokerServer {
  /** One, or those of a cluster. */
  readonly nodes: readonly [BrokerNode, ...BrokerNode[]];
  /** All addresses, with the credentials of one service. */
  urlOf(service: Service): string;
  /** Who may do everything; null when the server isn't ours. */
  readonly admin: { readonly user: string; readonly password: string } | null;
}

/** Accounts and streams, but nothing below: servers of a cluster move streams among themselves. */
const OWN_IN_CLUSTER = 2;

export async function startBroker(job: Job, passwords: Passwords): Promise<BrokerServer> {
  const { settings, system, host } = job;
  const { home, natsUrl, natsNodes } = settings;
  if (natsUrl !== undefined) return givenBroker(natsUrl);
  const { binary, version } = await findNatsServer({ report: (line) => host.say(line) });
  const { servers, admin } = await embeddedBroker(home, { size: natsNodes, binary, passwords });
  const title =
    servers.length === 1
      ? `nats-server ${version} is running`
      : `${servers.length} × nats-server ${version} are running`;
  return host.step(title, async () => {
    const say = (line: string): void => host.say(line);
    await Promise.all(
      servers.map(async (server, i) => {
        const name = i === 0 ? 'nats' : `nats#${i + 1}`;
        await system.start('broker', name, server);
        const deepest = servers.length > 1 ? OWN_IN_CLUSTER : undefined;
        void watchStore(server, host.stop, { say, name, deepest });
      }),
    );
    const [alone, ...others] = servers;
    if (alone !== undefined && others.length === 0) {
      void watchAlone(alone, admin, job).catch((error: unknown) =>
        say(`nats isn't watched for its JetStream: ${messageOf(error)}`),
      );
    }
    return {
      nodes: servers.map(({ url, storeDirectory }) => ({ url, storeDirectory })) as [BrokerNode, ...BrokerNode[]],
      urlOf: (service) =>
        servers.map(({ url }) => url.replace('//', `//${service}:${passwords.broker[service]}@`)).join(','),
      admin,
    };
  });
}

async function watchAlone(server: NatsServer, admin: EmbeddedBroker['admin'], { host }: Job): Promise<void> {
  // What the client has to say about a server that is down, the launcher says itself.
  const logger = createLogger('launcher', { LOG_LEVEL: 'silent' });
  const broker = await connectNats({ url: server.url, ...admin, name: 'launcher', logger });
  await watchJetStream(server, broker, host.stop, { say: (line) => host.say(line) });
  await broker.close();
}

function givenBroker(natsUrl: string): BrokerServer {
  const nodes = serversIn(natsUrl).map((url) => ({ url, storeDirectory: null })) as [BrokerNode, ...BrokerNode[]];
  return { nodes, urlOf: () => natsUrl, admin: null };
}
