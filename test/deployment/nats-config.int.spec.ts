import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect, PermissionViolationError, type NatsConnection } from '@nats-io/transport-node';
import { SERVICES } from '@windrose/contracts';
import { inboxPrefixOf } from '@windrose/jetstream';
import { ChildServer, findNatsServer, freePort } from '@windrose/servers';
import { eventually, temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { parse } from 'yaml';
import { natsUsersFile } from '../../tools/deployment/nats-users';

/** What the brokers of docker-compose.yml are given, put before a real nats-server. */

const root = resolve(__dirname, '../..');
const folder = join(root, 'deploy/nats');
const COMPOSE = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
  services: Record<string, { environment: Record<string, string> }>;
};

/** With the defaults that compose would fill in. */
function environmentOf(service: string): Record<string, string> {
  const filled = (text: string): string => text.replace(/\$\{\w+:-([^}]*)\}/g, '$1');
  const { environment } = COMPOSE.services[service]!;
  return Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, filled(value)]));
}

describe("the brokers' configuration", () => {
  let binary: string;

  beforeAll(async () => {
    ({ binary } = await findNatsServer());
  });

  const check = (file: string, env: Record<string, string>): { status: number | null; stderr: string } =>
    spawnSync(binary, ['-t', '-c', join(folder, file)], { encoding: 'utf8', env });

  it('has the accounts and rights that the code says', () => {
    const file = join(folder, 'users.conf');
    if (process.env.UPDATE_DOCS === '1') writeFileSync(file, natsUsersFile());
    expect(readFileSync(file, 'utf8')).toBe(natsUsersFile());
  });

  it.each([
    ['nats.conf', 'nats'],
    ['cluster.conf', 'nats'],
    ['cluster.conf', 'nats-2'],
    ['cluster.conf', 'nats-3'],
  ])('%s is accepted with the environment of %s', (file, service) => {
    expect(check(file, environmentOf(service))).toMatchObject({ status: 0 });
  });

  it.each(['nats.conf', 'cluster.conf'])('%s is refused where a password is missing', (file) => {
    const { ORDERS_PASSWORD: _, ...env } = environmentOf('nats');
    const { status, stderr } = check(file, env);
    expect(status).toBe(1);
    expect(stderr).toContain('ORDERS_PASSWORD');
  });

  describe('lets in', () => {
    let directory: TemporaryDirectory;
    let server: ChildServer;
    let url: string;
    const connections: NatsConnection[] = [];

    beforeAll(async () => {
      directory = temporaryDirectory();
      const [port, monitor] = [await freePort(), await freePort()];
      url = `nats://127.0.0.1:${port}`;
      const config = join(directory.path, 'nats.conf');
      cpSync(join(folder, 'users.conf'), join(directory.path, 'users.conf'));
      writeFileSync(config, readFileSync(join(folder, 'nats.conf'), 'utf8').replace('/data', directory.path));
      const here = ['-a', '127.0.0.1', '-p', String(port), '-m', String(monitor)];
      const command = { command: binary, args: ['-c', config, ...here], env: environmentOf('nats') };
      server = new ChildServer(command, join(directory.path, 'nats.log'));
      await eventually(async () => expect((await fetch(`http://127.0.0.1:${monitor}/healthz`)).status).toBe(200));
    });

    afterAll(async () => {
      await Promise.all(connections.map((connection) => connection.close()));
      await server.end([['SIGTERM', 5_000]]);
      directory.remove();
    });

    async function connectAs(user: string, pass = user): Promise<NatsConnection> {
      const inboxPrefix = SERVICES.find((service) => service === user);
      const options = inboxPrefix === undefined ? {} : { inboxPrefix: inboxPrefixOf(inboxPrefix) };
      const connection = await connect({ servers: url, user, pass, reconnect: false, ...options });
      connections.push(connection);
      return connection;
    }

    it.each(SERVICES)('%s, which may declare its own stream and no other', async (service) => {
      const { streams } = await jetstreamManager(await connectAs(service), { checkAPI: false });
      const name = service === 'edge' ? 'INTAKE' : service.toUpperCase();
      await streams.add({ name, subjects: [`evt.${service}.>`] });
      const refusal = await streams.add({ name: 'OTHERS', subjects: ['x'] }).catch((error: Error) => error);
      expect((refusal as Error).cause).toBeInstanceOf(PermissionViolationError);
    });

    it('an administrator, and nobody without the password', async () => {
      const { streams } = await jetstreamManager(await connectAs('admin'));
      await streams.add({ name: 'ANY', subjects: ['any'] });
      await expect(connectAs('admin', 'guess')).rejects.toThrow(/authorization/i);
      await expect(connect({ servers: url, reconnect: false })).rejects.toThrow(/authorization/i);
    });
  });
});
