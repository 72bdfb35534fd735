export interface NatsUser {
  readonly user: string;
  readonly password: string;
  /** What it may publish and subscribe to, in the server's own notation. Default: everything. */
  readonly permissions?: {
    readonly publish?: readonly string[];
    readonly subscribe?: readonly string[];
  };
}

/** A server's place in a cluster of servers on this machine. Who knows user and password may join it. */
export interface NatsRoutes {
  readonly clusterName: string;
  /** Where this server listens for the others. */
  readonly port: number;
  /** Where all of them listen; its own port may be among them. */
  readonly ports: readonly number[];
  readonly user: string;
  readonly password: string;
}

export interface NatsConfigOptions {
  /** In a cluster the same at each start: the others know a server's copies of streams by it. */
  readonly serverName: string;
  readonly storeDirectory: string;
  readonly maxStoreBytes?: number;
  readonly port: number;
  readonly monitorPort?: number;
  readonly users?: readonly NatsUser[];
  /** Default: a server alone. */
  readonly routes?: NatsRoutes;
}

/** The server's configuration file. JSON is a subset of its format. Only what nats-server 2.9 knows. */
export function natsConfig(options: NatsConfigOptions): string {
  const { serverName, storeDirectory, maxStoreBytes, port, monitorPort, users, routes } = options;
  const config = {
    server_name: serverName,
    listen: `127.0.0.1:${port}`,
    ...(monitorPort === undefined ? {} : { http: `127.0.0.1:${monitorPort}` }),
    jetstream: { store_dir: storeDirectory, ...(maxStoreBytes === undefined ? {} : { max_file_store: maxStoreBytes }) },
    ...(users === undefined ? {} : { authorization: { users: users.map(natsUserConfig) } }),
    ...(routes === undefined ? {} : { cluster: clusterConfig(routes) }),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function clusterConfig({ clusterName, port, ports, user, password }: NatsRoutes): object {
  return {
    name: clusterName,
    listen: `127.0.0.1:${port}`,
    authorization: { user, password },
    routes: ports.map((each) => `nats-route://${user}:${password}@127.0.0.1:${each}`),
    // Clients are told of all servers when they are configured; what they were told here would lead past a proxy.
    no_advertise: true,
  };
}

/** A user as the server's configuration has it. */
export function natsUserConfig({ user, password, permissions }: NatsUser): object {
  if (permissions === undefined) return { user, password };
  const { publish = [], subscribe = [] } = permissions;
  // An empty list would allow everything: a user without subjects is denied them all.
  const only = (subjects: readonly string[]): object => (subjects.length === 0 ? { deny: ['>'] } : { allow: subjects });
  return { user, password, permissions: { publish: only(publish), subscribe: only(subscribe) } };
}
