import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { freePort } from './free-port';
import { NatsServer, type NatsOptions } from './nats-server';

export interface NatsClusterOptions extends Pick<NatsOptions, 'binary' | 'users' | 'maxStoreBytes' | 'startTimeoutMs'> {
  /** Holds a directory `node-<n>` for each server, and who they are to each other. */
  readonly directory: string;
  /** Servers, from 3 on: of two, neither can go on alone. Default 3. */
  readonly size?: number;
  /** Where a server's log goes, by its number from 1. Default: `nats.log` in its directory. */
  readonly logFileOf?: (node: number) => string;
}

/** What must stay the same over restarts: servers know the others' copies of streams by their names. */
interface Identity {
  readonly name: string;
  readonly password: string;
}

const USER = 'route';
const SMALLEST = 3;

/** Servers on this machine that are one JetStream: streams with several copies outlive each of them. */
export class NatsCluster {
  private constructor(
    /** Each can be killed, stopped and started by itself. Together they must have a majority to take messages. */
    readonly nodes: readonly NatsServer[],
  ) {}

  /** Its servers, not started yet. The ports on which they talk to each other are chosen here. */
  static async create(options: NatsClusterOptions): Promise<NatsCluster> {
    const { directory, size = SMALLEST, logFileOf, ...shared } = options;
    if (size < SMALLEST) throw new RangeError(`a cluster of ${size} servers can lose none: ${SMALLEST} are the fewest`);
    const { name, password } = identityIn(resolve(directory));
    const ports = await differentPorts(size);
    const nodes = ports.map((port, i) => {
      const node = i + 1;
      return new NatsServer({
        ...shared,
        directory: join(directory, `node-${node}`),
        logFile: logFileOf?.(node),
        serverName: `${name}-${node}`,
        title: `nats-server ${node}`,
        routes: { clusterName: name, port, ports, user: USER, password },
      });
    });
    return new NatsCluster(nodes);
  }

  /** All servers' addresses, separated by commas. */
  get url(): string {
    return this.nodes.map(({ url }) => url).join(',');
  }

  /** Resolves when each of them is ready for clients. Who leads them is still being found out then. */
  async start(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.start()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.nodes.map((node) => node.stop()));
  }

  /** The server of this name, such as a stream's leader. @throws RangeError for one that isn't of this cluster */
  named(serverName: string): NatsServer {
    const found = this.nodes.find((node) => node.serverName === serverName);
    if (found === undefined) throw new RangeError(`no server of this cluster is named ${serverName}`);
    return found;
  }
}

function identityIn(directory: string): Identity {
  const file = join(directory, 'cluster.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Identity;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new Error(`${file} can't be read: delete ${directory}, and the streams are made again`, { cause: error });
  }
  const identity = { name: `windrose-${randomBytes(6).toString('hex')}`, password: randomBytes(24).toString('hex') };
  mkdirSync(directory, { recursive: true });
  writeFileSync(`${file}.new`, `${JSON.stringify(identity, undefined, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return identity;
}

async function differentPorts(count: number): Promise<number[]> {
  const ports = new Set<number>();
  while (ports.size < count) ports.add(await freePort());
  return [...ports];
}
