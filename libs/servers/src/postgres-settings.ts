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
    // A client that died in the middle must not hold locks, and its backend must not outlive a dead postmaster.
    statement_timeout: '60s',
    idle_in_transaction_session_timeout: '60s',
    password_encryption: 'scram-sha-256',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_line_prefix: '%m [%p] %d ',
    // Our statements are short: compiling them costs more than it saves.
    jit: 'off',
    max_wal_size: '2GB',
    // After a crash every file is to be on disk before recovery starts: one call instead of one per file saves seconds.
    ...(process.platform === 'linux' ? { recovery_init_sync_method: 'syncfs' } : {}),
    fsync: fast ? 'off' : 'on',
    ...(fast ? { full_page_writes: 'off' } : {}),
    ...settings,
  };
  return Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
}
