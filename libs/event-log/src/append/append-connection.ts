import { messageOf } from '@windrose/platform';
import type { Pool, PoolClient } from 'pg';
import { LogUnavailable } from '../errors';

/** The connection that appends have for themselves: they must not queue behind reads for one. */
export class AppendConnection {
  private client: PoolClient | null = null;

  constructor(private readonly pool: Pool) {}

  /** @throws LogUnavailable when there is none to be had: nothing was sent */
  async get(): Promise<PoolClient> {
    if (this.client !== null) return this.client;
    try {
      const client = await this.pool.connect();
      // A connection that breaks while it is idle must neither end the process nor be used again.
      client.on('error', () => this.drop(client));
      return (this.client = client);
    } catch (error) {
      throw new LogUnavailable(`the database can't be reached: ${messageOf(error)}`, 1, { cause: error });
    }
  }

  /** Closes the connection, if it still is the current one: a late error of an old one must not hit the next. */
  drop(client: PoolClient): void {
    if (this.client !== client) return;
    this.client = null;
    client.release(true);
  }

  /** Gives it back to the pool. */
  release(): void {
    this.client?.release();
    this.client = null;
  }
}
