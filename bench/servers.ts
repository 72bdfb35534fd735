import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDatabase, findNatsServer, NatsServer, PostgresServer } from '@windrose/servers';

/** PostgreSQL and NATS as `npm start` runs them (every commit on disk), for the benchmarks below the apps. */
export class Servers {
  private databases = 0;

  private constructor(
    private readonly directory: string,
    private readonly postgres: PostgresServer,
    private readonly nats: NatsServer,
  ) {}

  static async start(): Promise<Servers> {
    const directory = await mkdtemp(join(tmpdir(), 'windrose-bench-'));
    const { binary } = await findNatsServer();
    const postgres = new PostgresServer({ directory: join(directory, 'postgres') });
    const nats = new NatsServer({ binary, directory: join(directory, 'nats') });
    await Promise.all([postgres.start(), nats.start()]);
    return new Servers(directory, postgres, nats);
  }

  get natsUrl(): string {
    return this.nats.url;
  }

  async newDatabase(): Promise<string> {
    const name = `bench_${++this.databases}`;
    await createDatabase(this.postgres.url(), name);
    return this.postgres.url(name);
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.nats.stop()]);
    await rm(this.directory, { recursive: true, force: true });
  }
}
