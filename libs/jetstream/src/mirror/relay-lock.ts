import { Client } from 'pg';

/**
 * Makes one relay of a log the active one: a session advisory lock on a connection of its own. It only saves double
 * work. A relay that holds it without the server knowing, or the other way round, does no harm: the broker accepts each
 * position once.
 */
export class RelayLock {
  private client: Client | undefined;
  private held = false;

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
    await client?.end().catch(() => undefined);
  }

  private async connect(): Promise<Client> {
    const client = new Client({
      connectionString: this.databaseUrl,
      application_name: 'windrose relay lock',
      connectionTimeoutMillis: 5_000,
      query_timeout: 5_000,
      keepAlive: true,
    });
    // A new database connection may lead to another database: whoever holds the lock must compare again.
    client.on('error', () => this.lose(client));
    client.on('end', () => this.lose(client));
    await client.connect();
    return client;
  }

  private lose(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    if (!this.held) return;
    this.held = false;
    this.onLost();
  }
}
