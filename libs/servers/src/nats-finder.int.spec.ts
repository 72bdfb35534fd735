import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { temporaryDirectory, type TemporaryDirectory } from '@windrose/testing';
import { findNatsServer, userCacheDirectory, type FinderOptions } from './nats-finder';
import { releaseName } from './nats-release-archive';

/** Says its version as nats-server does, and nothing else. */
const program = (version: string): string => `#!/bin/sh\necho "nats-server: v${version}"\n`;

let directory: TemporaryDirectory;
let cache: string;
let releases: Server;
let baseUrl: string;
/** What the stand-in of the download server has, by the last part of the path. */
let files: Map<string, Buffer>;
let requests: string[];

function find(options: Partial<FinderOptions> = {}): ReturnType<typeof findNatsServer> {
  return findNatsServer({
    path: join(directory.path, 'bin'),
    cacheDirectory: cache,
    debian: false,
    releaseBaseUrl: baseUrl,
    ...options,
  });
}

function place(path: string, version: string): void {
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, program(version));
  chmodSync(path, 0o755);
}

function tarOf(path: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(path, 0);
  header.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
  header.write('0', 156);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}

function publish(version: string, { forged = false } = {}): void {
  const name = `${releaseName()}.tar.gz`;
  const archive = gzipSync(tarOf(`${releaseName()}/nats-server`, Buffer.from(program(version))));
  const sum = createHash('sha256').update(archive).digest('hex');
  files.set(name, forged ? gzipSync(tarOf('nats-server', Buffer.from(program('6.6.6')))) : archive);
  files.set('SHA256SUMS', Buffer.from(`${'0'.repeat(64)}  other.zip\n${sum}  ${name}\n`));
}

describe('findNatsServer', () => {
  beforeEach(async () => {
    directory = temporaryDirectory();
    cache = join(directory.path, 'cache');
    files = new Map();
    requests = [];
    releases = createServer((request, response) => {
      requests.push(request.url ?? '');
      const file = files.get(request.url?.split('/').at(-1) ?? '');
      response.writeHead(file ? 200 : 404).end(file);
    });
    await new Promise<void>((resolve) => releases.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(releases.address() as AddressInfo).port}/download`;
  });

  afterEach(() => {
    releases.close();
    directory.remove();
  });

  it('takes the one on the PATH first', async () => {
    place(join(directory.path, 'bin', 'nats-server'), '2.10.5');
    place(join(cache, 'nats-server'), '2.11.0');
    expect(await find()).toEqual({
      binary: join(directory.path, 'bin', 'nats-server'),
      version: '2.10.5',
      origin: 'path',
    });
  });

  it('passes by one that is too old, then takes the one unpacked earlier', async () => {
    place(join(directory.path, 'bin', 'nats-server'), '2.8.4');
    place(join(cache, 'nats-server'), '2.9.10');
    const lines: string[] = [];
    expect(await find({ report: (line) => lines.push(line) })).toMatchObject({ version: '2.9.10', origin: 'cache' });
    expect(lines.join()).toMatch(/2\.8\.4: 2\.9 or newer/);
  });

  it('unpacks the release archive into the cache, two at once included, and finds it there the next time', async () => {
    publish('2.15.1');
    const found = await Promise.all([find(), find()]);
    expect(found).toEqual(
      Array(2).fill({ binary: join(cache, 'nats-server'), version: '2.15.1', origin: 'release archive' }),
    );
    expect(readdirSync(cache)).toEqual(['nats-server']);
    requests = [];
    expect(await find()).toMatchObject({ origin: 'cache' });
    expect(requests).toEqual([]);
  });

  it('replaces a cached program that does not run', async () => {
    publish('2.15.1');
    mkdirSync(cache);
    writeFileSync(join(cache, 'nats-server'), 'half a download');
    expect(await find()).toMatchObject({ version: '2.15.1', origin: 'release archive' });
  });

  it('refuses an archive that is not what SHA256SUMS says', async () => {
    publish('2.15.1', { forged: true });
    await expect(find()).rejects.toThrow(/damaged or forged/);
    expect(existsSync(join(cache, 'nats-server'))).toBe(false);
  });

  it('refuses an archive that SHA256SUMS does not name', async () => {
    publish('2.15.1');
    files.set('SHA256SUMS', Buffer.from(`${'0'.repeat(64)}  other.zip\n`));
    await expect(find()).rejects.toThrow(/does not name/);
  });

  it('says what to install, and what it tried, when there is none to be had', async () => {
    await expect(find()).rejects.toThrow(
      /no nats-server found[^]*apt-get install nats-server[^]*NATS_URL[^]*answered 404/,
    );
    releases.close();
    await expect(find({ releaseBaseUrl: 'http://127.0.0.1:1' })).rejects.toThrow(/could not be downloaded/);
  });

  it('takes the package before the release where there is apt-get, and the release when that fails', async () => {
    publish('2.15.1');
    const bin = join(directory.path, 'apt');
    mkdirSync(bin);
    const before = process.env.PATH;
    process.env.PATH = `${bin}:${before}`;
    const aptGet = (script: string): void => {
      writeFileSync(join(bin, 'apt-get'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    };
    try {
      // dpkg is the real one where there is one; what it unpacks is made here.
      writeFileSync(join(bin, 'dpkg'), '#!/bin/sh\nmkdir -p "$3/usr/sbin" && cp "$2" "$3/usr/sbin/nats-server"\n', {
        mode: 0o755,
      });
      aptGet('echo "E: Unable to locate package nats-server" >&2; exit 100');
      expect(await find({ debian: true })).toMatchObject({ origin: 'release archive' });

      cache = join(directory.path, 'second');
      writeFileSync(join(directory.path, 'deb'), program('2.9.10'), { mode: 0o755 });
      aptGet(`[ "$2" = download ] && cp "${directory.path}/deb" nats-server_2.9.10_any.deb`);
      expect(await find({ debian: true })).toMatchObject({ version: '2.9.10', origin: 'debian package' });
      expect(readFileSync(join(cache, 'nats-server'), 'utf8')).toBe(program('2.9.10'));
    } finally {
      process.env.PATH = before;
    }
  });
});

describe('userCacheDirectory', () => {
  it('follows XDG_CACHE_HOME, and stays inside the checkout where that cannot be written', () => {
    const place = temporaryDirectory();
    try {
      expect(userCacheDirectory({ XDG_CACHE_HOME: place.path })).toBe(join(place.path, 'windrose'));
      expect(userCacheDirectory({ XDG_CACHE_HOME: '/dev/null' })).toBe(
        join(process.cwd(), 'node_modules', '.cache', 'windrose'),
      );
    } finally {
      place.remove();
    }
  });
});
