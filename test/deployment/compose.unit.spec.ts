import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { temporaryDirectory } from '@windrose/testing';
import { parse } from 'yaml';

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

  it('runs every app, the provider and the two servers, and nothing else', () => {
    expect(Object.keys(services).sort()).toEqual([...apps, 'provider', 'postgres', 'nats'].sort());
  });

  it.each([...apps, 'provider'])('builds %s from a program that exists', (name) => {
    expect(services[name]?.build?.args).toEqual({ APP: name });
    const main = name === 'provider' ? 'tools/provider/main.ts' : `apps/${name}/src/main.ts`;
    expect(existsSync(join(root, main))).toBe(true);
  });

  it('knows when each of them is well', () => {
    const unhealthy = Object.entries(services).filter(([, service]) => service.healthcheck === undefined);
    expect(unhealthy.map(([name]) => name)).toEqual([]);
  });

  it.each(appServices)('starts %s after healthy servers, with their addresses', (_, service) => {
    expect(service.depends_on).toEqual({
      nats: { condition: 'service_healthy' },
      postgres: { condition: 'service_healthy' },
    });
    const { DATABASE_URL, NATS_URL, HOST, ADMIN_PORT } = service.environment ?? {};
    expect([NATS_URL, HOST]).toEqual(['nats://nats:4222', '0.0.0.0']);
    expect(DATABASE_URL).toContain('@postgres:5432/windrose');
    expect(service.healthcheck?.test.join(' ')).toContain(`http://127.0.0.1:${ADMIN_PORT}/readyz`);
  });

  it('sets only variables that the programs read', () => {
    const sources = sourceText();
    const set = [...appServices.map(([, service]) => service), services.provider!].flatMap((service) =>
      Object.keys(service.environment ?? {}),
    );
    expect([...new Set(set)].filter((variable) => !sources.includes(`'${variable}'`))).toEqual([]);
  });

  it('publishes ports on the loopback address only', () => {
    const ports = Object.values(services).flatMap((service) => service.ports ?? []);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
    expect(ports).toHaveLength(2);
  });

  it('declares every volume that is mounted, and mounts every one', () => {
    const mounted = Object.values(services).flatMap((service) => service.volumes ?? []);
    expect([...new Set(mounted.map((mount) => mount.split(':')[0]))].sort()).toEqual(Object.keys(volumes).sort());
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
  const folders = ['apps', 'libs', 'tools/provider'].map((folder) => join(root, folder));
  const files = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  );
  const sources = files.filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'));
  return sources.map((name) => readFileSync(name, 'utf8')).join('\n');
}
