import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { installProgram } from './install-program';
import { fileInTar } from './tar';

const VERSION = 'v2.15.1';
const RELEASES = 'https://github.com/nats-io/nats-server/releases/download';
const DOWNLOAD_MS = 180_000;

export interface ReleaseOptions {
  /** Where `<version>/<file>` are. Default: the project's releases on GitHub. */
  readonly baseUrl?: string;
  readonly report: (line: string) => void;
}

/** Downloads the official release for this platform, checks it against the release's SHA256SUMS, unpacks the program. */
export async function installFromRelease(
  target: string,
  { baseUrl = RELEASES, report }: ReleaseOptions,
): Promise<void> {
  const name = `${releaseName()}.tar.gz`;
  const release = `${baseUrl.replace(/\/+$/, '')}/${VERSION}`;
  report(`downloading ${release}/${name}`);
  const sums = (await download(`${release}/SHA256SUMS`)).toString('utf8');
  const archive = await download(`${release}/${name}`);
  verify(name, archive, sums);
  await installProgram(target, (directory) => {
    const program = fileInTar(gunzipSync(archive), (path) => basename(path) === 'nats-server');
    if (program === undefined) throw new Error(`${name} holds no nats-server`);
    const path = join(directory, 'nats-server');
    writeFileSync(path, program);
    return Promise.resolve(path);
  });
}

/** The project's names of systems and processors are Go's. */
export function releaseName(platform: string = process.platform, arch: string = process.arch): string {
  const processors: Record<string, string> = { x64: 'amd64', arm64: 'arm64', arm: 'arm7', ia32: '386', s390x: 's390x' };
  const processor = processors[arch];
  if (processor === undefined || !['linux', 'darwin'].includes(platform))
    throw new Error(`no release for ${platform} on ${arch}`);
  return `nats-server-${VERSION}-${platform}-${processor}`;
}

function verify(name: string, archive: Buffer, sums: string): void {
  const expected = sums
    .split('\n')
    .map((line) => line.trim().split(/\s+\*?/))
    .find(([, file]) => file === name)?.[0];
  if (expected === undefined) throw new Error(`SHA256SUMS does not name ${name}`);
  const actual = createHash('sha256').update(archive).digest('hex');
  if (actual !== expected.toLowerCase())
    throw new Error(`${name} is damaged or forged: its SHA-256 is ${actual}, SHA256SUMS says ${expected}`);
}

async function download(url: string): Promise<Buffer> {
  const { EnvHttpProxyAgent, fetch } = await import('undici'); // rarely needed, slow to load
  const proxied = new EnvHttpProxyAgent(); // HTTPS_PROXY and NO_PROXY, as npm and apt honour them
  try {
    const response = await fetch(url, { dispatcher: proxied, signal: AbortSignal.timeout(DOWNLOAD_MS) });
    if (!response.ok) throw new Error(`${url} answered ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new Error(`${url} could not be downloaded${cause || `: ${String(error)}`}`, { cause: error });
  } finally {
    await proxied.close();
  }
}
