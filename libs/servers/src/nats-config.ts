export interface NatsUser {
  readonly user: string;
  readonly password: string;
  /** What it may publish and subscribe to, in the server's own notation. Default: everything. */
  readonly permissions?: {
    readonly publish?: readonly string[];
    readonly subscribe?: readonly string[];
  };
}

export interface NatsConfigOptions {
  readonly serverName: string;
  readonly storeDirectory: string;
  readonly maxStoreBytes?: number;
  readonly port: number;
  readonly monitorPort?: number;
  readonly users?: readonly NatsUser[];
}

/** The server's configuration file. JSON is a subset of its format. Only what nats-server 2.9 knows. */
export function natsConfig(options: NatsConfigOptions): string {
  const { serverName, storeDirectory, maxStoreBytes, port, monitorPort, users } = options;
  const config = {
    server_name: serverName,
    listen: `127.0.0.1:${port}`,
    ...(monitorPort === undefined ? {} : { http: `127.0.0.1:${monitorPort}` }),
    jetstream: { store_dir: storeDirectory, ...(maxStoreBytes === undefined ? {} : { max_file_store: maxStoreBytes }) },
    ...(users === undefined ? {} : { authorization: { users: users.map(userConfig) } }),
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}

function userConfig({ user, password, permissions }: NatsUser): object {
  if (permissions === undefined) return { user, password };
  const { publish = [], subscribe = [] } = permissions;
  // An empty list would allow everything: a user without subjects is denied them all.
  const only = (subjects: readonly string[]): object => (subjects.length === 0 ? { deny: ['>'] } : { allow: subjects });
  return { user, password, permissions: { publish: only(publish), subscribe: only(subscribe) } };
}
