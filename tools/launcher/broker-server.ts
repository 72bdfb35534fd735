import { join } from 'node:path';
import { SERVICES, type Service } from '@windrose/contracts';
import { permissionsOf } from '@windrose/jetstream';
import { findNatsServer, NatsServer, type NatsUser } from '@windrose/servers';
import type { Job } from './job';
import type { Passwords } from './passwords';
import { watchStore } from './store-watch';

export interface BrokerServer {
  readonly url: string;
  /** The same with the credentials of one service. */
  urlOf(service: Service): string;
  /** Who may do everything; null when the server isn't ours. */
  readonly admin: { readonly user: string; readonly password: string } | null;
  /** Null when the server isn't ours. */
  readonly storeDirectory: string | null;
}

const ADMIN = 'admin';

export async function startBroker({ settings, system, host }: Job, passwords: Passwords): Promise<BrokerServer> {
  const { home, natsUrl } = settings;
  if (natsUrl !== undefined) return { url: natsUrl, urlOf: () => natsUrl, admin: null, storeDirectory: null };
  const { binary, version } = await findNatsServer({ report: (line) => host.say(line) });
  const server = embeddedNats(home, { binary, users: usersWith(passwords) });
  return host.step(`nats-server ${version} is running`, async () => {
    await system.start('broker', 'nats', server);
    void watchStore(server, host.stop, { say: (line) => host.say(line) });
    return {
      url: server.url,
      urlOf: (service) => server.url.replace('//', `//${service}:${passwords.broker[service]}@`),
      admin: { user: ADMIN, password: passwords.broker.admin },
      storeDirectory: server.storeDirectory,
    };
  });
}

/** The nats-server of this home, not started yet. */
export function embeddedNats(home: string, { binary = '', users }: { binary?: string; users?: NatsUser[] } = {}) {
  return new NatsServer({ binary, users, directory: join(home, 'nats'), logFile: join(home, 'logs', 'nats.log') });
}

function usersWith({ broker }: Passwords): NatsUser[] {
  const services = SERVICES.map((user) => ({ user, password: broker[user], permissions: permissionsOf(user) }));
  return [{ user: ADMIN, password: broker.admin }, ...services];
}
