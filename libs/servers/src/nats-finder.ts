import { accessSync, constants, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { type Env, messageOf, textFrom } from '@windrose/platform';
import { executableOnPath } from './child-server';
import { installFromDebian } from './nats-debian-package';
import { installFromRelease } from './nats-release-archive';
import { natsVersionOf } from './nats-version';

export type NatsOrigin = 'path' | 'cache' | 'debian package' | 'release archive';

export interface FoundNatsServer {
  readonly binary: string;
  readonly version: string;
  readonly origin: NatsOrigin;
}

export interface FinderOptions {
  /** Directories to look through, as in PATH. Default: this process's PATH. */
  readonly path?: string;
  /** Where an unpacked server is kept for the next time. Default: `windrose` in the user's cache directory. */
  readonly cacheDirectory?: string;
  /** Use Debian's package where apt-get is there. Default true. */
  readonly debian?: boolean;
  /** Base address of the releases. Default: the project's on GitHub. */
  readonly releaseBaseUrl?: string;
  /** Told about what takes long or went wrong on the way. */
  readonly report?: (line: string) => void;
}

/**
 * A nats-server to start: on the PATH, in the cache, from Debian's package, from the official release.
 * The last two are unpacked into the cache; nothing is installed into the system.
 */
export async function findNatsServer(options: FinderOptions = {}): Promise<FoundNatsServer> {
  const { report = () => undefined } = options;
  const onPath = executableOnPath('nats-server', options.path ?? process.env.PATH);
  if (onPath !== undefined) {
    const found = usable(onPath, 'path', report);
    if (found) return found;
  }
  const cache = options.cacheDirectory ?? userCacheDirectory();
  const target = join(cache, 'nats-server');
  const cached = usable(target, 'cache', report);
  if (cached) return cached;

  const ways: [NatsOrigin, () => Promise<void>][] = [
    ['release archive', () => installFromRelease(target, { baseUrl: options.releaseBaseUrl, report })],
  ];
  if (options.debian !== false) ways.unshift(['debian package', () => installFromDebian(target, { report })]);
  const reasons: string[] = [];
  for (const [origin, install] of ways) {
    try {
      mkdirSync(cache, { recursive: true });
      await install();
      const found = usable(target, origin, report);
      if (found) return found;
      reasons.push(`${origin}: what it brought does not run`);
    } catch (error) {
      reasons.push(`${origin}: ${messageOf(error)}`);
    }
  }
  throw new Error(
    [
      'no nats-server found. Install one (Debian, Ubuntu: `apt-get install nats-server`; macOS: `brew install nats-server`),',
      `put the program on the PATH or at ${target}, or set NATS_URL to a running server with JetStream.`,
      ...reasons.map((reason) => `  tried ${reason}`),
    ].join('\n'),
  );
}

function usable(binary: string, origin: NatsOrigin, report: (line: string) => void): FoundNatsServer | undefined {
  const version = natsVersionOf(binary);
  if (version === undefined) return undefined;
  if (!version.supported) {
    report(`${binary} is nats-server ${version.text}: 2.9 or newer is needed, looking further`);
    return undefined;
  }
  return { binary, version: version.text, origin };
}

/** `$XDG_CACHE_HOME/windrose`, else `~/.cache/windrose`; where there is no such home, beside the installed packages. */
export function userCacheDirectory(env: Env = process.env): string {
  const base = textFrom(env, 'XDG_CACHE_HOME') ?? join(homedir(), '.cache');
  const directory = join(base, 'windrose');
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return directory;
  } catch {
    return join(process.cwd(), 'node_modules', '.cache', 'windrose');
  }
}
