import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { SERVICES } from '@windrose/contracts';
import { permissionsOf } from '@windrose/jetstream';
import { NatsCluster, NatsServer, type NatsUser } from '@windrose/servers';
import type { Passwords } from './passwords';

export interface EmbeddedBrokerOptions {
  /** Servers: 1, or a cluster's. */
  readonly size: number;
  readonly binary: string;
  readonly passwords: Passwords;
}

export interface EmbeddedBroker {
  readonly servers: readonly NatsServer[];
  readonly admin: { readonly user: string; readonly password: string };
}

/** Of a server alone, and of a cluster: neither can use the other's stores, but each is filled again from the logs. */
export const BROKER_DIRECTORIES = ['nats', 'nats-cluster'] as const;
const [ALONE, CLUSTER] = BROKER_DIRECTORIES;
const ADMIN = 'admin';

/** The servers of this home, not started yet. */
export async function embeddedBroker(
  home: string,
  { size, binary, passwords }: EmbeddedBrokerOptions,
): Promise<EmbeddedBroker> {
  const admin = { user: ADMIN, password: passwords.broker.admin };
  const users = usersWith(passwords);
  if (size === 1) return { servers: [serverAlone(home, binary, users)], admin };
  const { nodes } = await NatsCluster.create({
    binary,
    users,
    size,
    directory: join(home, CLUSTER),
    logFileOf: (node) => join(home, 'logs', node === 1 ? 'nats.log' : `nats#${node}.log`),
  });
  return { servers: nodes, admin };
}

/** Ends what an earlier start left running, a server alone or a cluster. */
export async function endBrokerLeftovers(home: string): Promise<void> {
  if (existsSync(join(home, ALONE))) await serverAlone(home).endLeftovers();
  if (!existsSync(join(home, CLUSTER))) return;
  const { nodes } = await NatsCluster.create({ binary: '', directory: join(home, CLUSTER) });
  await Promise.all(nodes.map((node) => node.endLeftovers()));
}

function serverAlone(home: string, binary = '', users?: NatsUser[]): NatsServer {
  return new NatsServer({ binary, users, directory: join(home, ALONE), logFile: join(home, 'logs', 'nats.log') });
}

function usersWith({ broker }: Passwords): NatsUser[] {
  const services = SERVICES.map((user) => ({ user, password: broker[user], permissions: permissionsOf(user) }));
  return [{ user: ADMIN, password: broker.admin }, ...services];
}
