import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { natsUrlFrom, serversIn } from '@windrose/platform';
import { temporaryDirectory } from '@windrose/testing';
import { parse } from 'yaml';
import { passwordVariable } from '../../tools/deployment/nats-users';

/**
 * The compose file can't be run where there is no container engine, so everything that can be known without one is
 * checked here: the compose schema, and that the file and the repository speak of the same things.
 */

const root = resolve(__dirname, '../..');
const file = join(root, 'docker-compose.yml');
const text = readFileSync(file, 'utf8');

interface ComposeService {
  readonly image?: string;
  readonly build?: { readonly args: Record<string, string> };
  readonly environment?: Record<string, string>;
  readonly healthcheck?: { readonly test: readonly string[] };
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly command?: readonly string[];
  readonly profiles?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
}

const { services, volumes }: { services: Record<string, ComposeService>; volumes: Record<string, unknown> } = parse(
  text,
  {
    merge: true,
  },
);
const apps = readdirSync(join(root, 'apps'));
const brokers = ['nats', 'nats-2', 'nats-3'];
const appServices = Object.entries(services).filter(([name]) => apps.includes(name));
const hasCompose = spawnSync('docker', ['compose', 'version']).status === 0;

/** The schema is checked by a process of its own. */
jest.setTimeout(60_000);

describe('docker-compose.yml', () => {
  it('fits the compose schema', () => {
    expect(schemaErrors(file)).toEqual([]);
  });

  it('would be reported by that check if it did not', () => {
    const directory = temporaryDirectory();
    const broken = join(directory.path, 'docker-compose.yml');
    writeFileSync(broken, text.replace('retries: 5', 'retrys: 5'));
    expect(schemaErrors(broken)).toEqual([expect.stringContaining('must NOT have additional properties')]);
    directory.remove();
  });

  it('runs every app, the provider, the servers and what prepares them, and nothing else', () => {
    const others = ['provider', 'postgres', 'schemas', ...brokers];
    expect(Object.keys(services).sort()).toEqual([...apps, ...others].sort());
  });

  it('has two more brokers in the profile that makes them a cluster', () => {
    const optional = Object.entries(services).filter(([, { profiles = [] }]) => profiles.length > 0);
    expect(optional.map(([name, { profiles }]) => [name, profiles])).toEqual([
      ['nats-2', ['cluster']],
      ['nats-3', ['cluster']],
    ]);
  });

  it.each([...apps, 'provider', 'schemas'])('builds %s from a program that exists', (name) => {
    expect(services[name]?.build?.args).toEqual({ APP: name });
    const main =
      { provider: 'tools/provider/main.ts', schemas: 'tools/deployment/main.ts' }[name] ?? `apps/${name}/src/main.ts`;
    expect(existsSync(join(root, main))).toBe(true);
  });

  it('knows when each of them is well that goes on running', () => {
    const unhealthy = Object.entries(services).filter(([, service]) => service.healthcheck === undefined);
    expect(unhealthy.map(([name]) => name)).toEqual(['schemas']);
  });

  it.each(appServices)('starts %s after its servers, with an account of its own at each', (name, service) => {
    expect(service.depends_on).toEqual({
      nats: { condition: 'service_healthy' },
      schemas: { condition: 'service_completed_successfully' },
    });
    const { DATABASE_URL, NATS_URL, HOST, ADMIN_PORT } = service.environment ?? {};
    const password = `\${${passwordVariable(name)}:-${name}}`;
    expect([NATS_URL, HOST]).toEqual([`nats://${name}:${password}@nats:4222\${NATS_FURTHER_SERVERS:-}`, '0.0.0.0']);
    expect(DATABASE_URL).toBe(`postgres://windrose_${name}:${password}@postgres:5432/windrose`);
    expect(DATABASE_URL).toBe(services.schemas?.environment?.[`${name.toUpperCase()}_DATABASE_URL`]);
    expect(service.healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${ADMIN_PORT}/readyz`);
  });

  it('sets only variables that the programs read', () => {
    const sources = sourceText();
    const programs = [...appServices.map(([, service]) => service), services.provider!, services.schemas!];
    const set = programs.flatMap((service) => Object.keys(service.environment ?? {}));
    const own = apps.map((app) => `${app.toUpperCase()}_DATABASE_URL`);
    expect([...new Set(set)].filter((name) => !own.includes(name) && !sources.includes(`'${name}'`))).toEqual([]);
  });

  it.each(brokers)('gives %s what its configuration asks for', (name) => {
    const { environment = {}, command } = services[name]!;
    const file = /--config=\/etc\/windrose\/(?:\$\{NATS_CONFIG:-)?([\w.]+)/.exec(command?.join(' ') ?? '')?.[1];
    const read = [file!, 'cluster.conf', 'users.conf'].map((each) =>
      readFileSync(join(root, 'deploy/nats', each), 'utf8'),
    );
    const asked = [...read.join('\n').matchAll(/\$([A-Z]\w*)(?![\w.])/g)].map(([, variable]) => variable);
    expect(new Set(asked)).toEqual(new Set(Object.keys(environment)));
  });

  it('is a cluster with the variables of deploy/cluster.env, which it reads all', () => {
    const lines = readFileSync(join(root, 'deploy/cluster.env'), 'utf8').split('\n');
    const set = Object.fromEntries(lines.filter((line) => /^\w+=/.test(line)).map((line) => line.split(/=(.*)/s)));
    expect(set).toEqual({
      COMPOSE_PROFILES: 'cluster',
      NATS_CONFIG: 'cluster.conf',
      NATS_FURTHER_SERVERS: ',nats://nats-2:4222,nats://nats-3:4222',
      MIRROR_REPLICAS: '3',
    });
    const { COMPOSE_PROFILES: _, ...variables } = set;
    expect(Object.keys(variables).filter((variable) => !text.includes(`\${${variable}:-`))).toEqual([]);
    const natsUrl = `nats://orders:secret@nats:4222${set.NATS_FURTHER_SERVERS}`;
    expect(serversIn(natsUrlFrom({ natsUrl }, 'natsUrl') ?? '')).toHaveLength(3);
  });

  it('publishes ports on the loopback address only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(ports).toHaveLength(2);
  });

  it('declares every volume that is mounted, and mounts every one', () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
    const sources = [...new Set(mounted.map((mount) => mount.split(':')[0]!))];
    const folders = sources.filter((source) => source.startsWith('.'));
    expect(sources.filter((source) => !folders.includes(source)).sort()).toEqual(Object.keys(volumes).sort());
    expect(folders.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
  });

  it('names an exact major version of every image', () => {
    const images = Object.values(services).flatMap((service) => service.image ?? []);
    expect(images.filter((image) => !/:\d+/.test(image))).toEqual([]);
  });

  // Not run where there is no container engine's client.
  (hasCompose ? it : it.skip)('is understood by docker compose', () => {
    const { status, stderr } = spawnSync('docker', ['compose', '--file', file, 'config', '--quiet'], {
      encoding: 'utf8',
    });
    expect([status, stderr]).toEqual([0, '']);
  });
});

/** What dclint, which brings the schema of the Compose specification along, has against a file. Its taste is left out. */
function schemaErrors(path: string): string[] {
  const dclint = join(root, 'node_modules/dclint/bin/dclint.cjs');
  const { stdout, stderr } = spawnSync(process.execPath, [dclint, '--quiet', '--formatter', 'json', path], {
    encoding: 'utf8',
  });
  if (stdout === '') throw new Error(stderr);
  const reports: { messages: { message: string }[] }[] = JSON.parse(stdout);
  return reports.flatMap(({ messages }) => messages.map(({ message }) => message));
}

function sourceText(): string {
  const folders = ['apps', 'libs', 'tools/provider', 'tools/deployment'].map((folder) => join(root, folder));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const sources = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  return sources.map((name) => readFileSync(name, 'utf8')).join('\n');
}
