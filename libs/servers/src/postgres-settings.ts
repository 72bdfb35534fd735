export interface SettingsOptions {
  readonly port: number;
  readonly fast?: boolean;
  readonly settings?: Readonly<Record<string, string>>;
}

/** The server's settings as arguments: they override what initdb wrote to postgresql.conf. */
export function postgresSettings({ port, fast = false, settings = {} }: SettingsOptions): string[] {
  const all: Record<string, string> = {
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
    // Seven apps of five connections, several instances of each, tools and tests.
    max_connections: '200',
    // A client that was paused or died in the middle must not hold locks for long, nor its backend outlive the postmaster.
    statement_timeout: '60s',
    idle_in_transaction_session_timeout: '10s',
    ...(process.platform === 'linux' ? { client_connection_check_interval: '2s' } : {}),
    tcp_keepalives_idle: '10',
    tcp_keepalives_interval: '5',
    tcp_keepalives_count: '3',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %d ',
    // Our statements are short: compiling them costs more than it saves.
    jit: 'off',
    // What a kill -9 leaves to redo, a minute's work at most, is done again within seconds.
    checkpoint_timeout: '1min',
    max_wal_size: '1GB',
    // After a crash every file is to be on disk before recovery starts: one call instead of one per file saves seconds.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    fsync: fast ? 'off' : 'on',
    ...(fast ? { full_page_writes: 'off' } : {}),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
