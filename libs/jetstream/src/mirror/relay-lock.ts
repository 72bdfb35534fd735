import { Client } from 'pg';

/** Milliseconds after which PostgreSQL ends a session that says nothing, and the signs of life that keep it up. */
const SILENT_MS = 5_000;
const SIGN_OF_LIFE_MS = 1_000;

/**
 * Makes one relay of a log the active one: a session advisory lock on a connection of its own. It only saves double
 * work. A relay that holds it without the server knowing, or the other way round, does no harm: the broker accepts each
 * position once. A process that is paused, or cut off, loses it within seconds, so that another instance's relay goes on.
 */
export class RelayLock {
  private client: Client | undefined;
  private held = false;
  private signs: NodeJS.Timeout | undefined;

  constructor(
    private readonly databaseUrl: string,
    private readonly logId: string,
    private readonly onLost: () => void,
  ) {}

  /** Whether this process's relay is the active one now. @throws when the database can't be reached */
  async tryAcquire(): Promise<boolean> {
    if (this.held) return true;
    try {
      const client = (this.client ??= await this.connect());
      const { rows } = await client.query<{ locked: boolean }>(
        `select pg_try_advisory_lock(hashtextextended('windrose relay ' || $1::text, 0)) as locked`,
        [this.logId],
      );
      this.held = rows[0]?.locked === true;
      return this.held;
    } catch (error) {
      // A connection on which that failed may be half dead: the next try gets a new one.
      await this.release();
      throw error;
    }
  }

  async release(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    this.held = false;
    clearInterval(this.signs);
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'windrose relay lock',
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
      options: `-c idle_session_timeout=${SILENT_MS}`,
    });
    // A new database connection may lead to another database: whoever holds the lock must compare again.
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    await client.connect();
    this.signs = setInterval(() => {
      client.query('select').catch(() => {
        this.lose(client);
        void client.end().catch(() => undefined);
      });
    }, SIGN_OF_LIFE_MS).unref();
    return client;
  }

  private lose(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    clearInterval(this.signs);
    if (!this.held) return;
    this.held = false;
    this.onLost();
  }
}
