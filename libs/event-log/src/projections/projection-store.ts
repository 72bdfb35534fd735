import type { PoolClient } from 'pg';
import { identifier } from '../database';
import type { EventLog } from '../event-log';
import { isNewer, isSame, type Generation, type ProjectionState, type Standing } from './generation';
import { dropSql, insertSql, statesSql, switchSql } from './generation-sql';
import type { Projection } from './projection';
import { ProjectionTable } from './projection-table';

/** Two processes must not create or switch at once. The number only has to be the same everywhere. */
const PROJECTION_LOCK = 7_309_453_013;

/** The generations of projections: which ones there are, how far each has come, which one is live. */
export class ProjectionStore {
  constructor(private readonly log: EventLog) {}

  async states(): Promise<ProjectionState[]> {
    const { rows } = await this.log.pool.query<ProjectionState>(statesSql(this.log.schema));
    return rows;
  }

  /**
   * The generation that a running service feeds: this version's live one, else its newest. When there is none yet it is
   * created, and live at once if no version of the projection is.
   */
  async open(projection: Projection): Promise<ProjectionTable> {
    const state =
      currentOf(projection, await this.states()) ??
      (await this.alone(
        async (client) =>
          currentOf(projection, await this.statesBy(client, projection.name)) ??
          (await this.create(client, projection)),
      ));
    return this.tableOf(projection, state);
  }

  /** A further generation of the same version, empty: what a replay fills. */
  async openNext(projection: Projection): Promise<ProjectionTable> {
    return this.tableOf(projection, await this.alone((client) => this.create(client, projection)));
  }

  /** Null once the generation has been dropped. */
  async standing({ name, version, generation }: Generation): Promise<Standing | null> {
    const { rows } = await this.log.pool.query<Standing>({
      name: 'projection_standing',
      text: `select position, live from ${this.log.schema}.projections where name = $1 and version = $2 and generation = $3`,
      values: [name, version, generation],
    });
    return rows[0] ?? null;
  }

  /**
   * Makes the table the one that the view shows, unless a newer one is. The one before stays for a way back; older ones
   * are dropped.
   * @throws when a reader keeps the view locked for longer than a moment (SQLSTATE 55P03): try again
   */
  async switchTo({ generation }: ProjectionTable): Promise<void> {
    await this.alone(async (client) => {
      const states = await this.statesBy(client, generation.name);
      const live = states.find((state) => state.live);
      if (live !== undefined && (isNewer(live, generation) || isSame(live, generation))) return;
      const superseded = states.filter(
        (state) => state !== live && !isNewer(state, generation) && !isSame(state, generation),
      );
      await client.query(switchSql(this.log, generation, superseded));
    });
  }

  /**
   * The table that readers see, and the position that it reflects, as the client's transaction sees them.
   * @throws when no table of this version is live
   */
  async live(
    projection: Projection,
    client: PoolClient,
  ): Promise<{ readonly table: ProjectionTable; readonly position: number }> {
    const { name, version } = projection;
    const state = (await this.statesBy(client, name)).find(({ live }) => live);
    if (state?.version !== version) {
      throw new Error(
        `readers see version ${state?.version ?? 'none'} of ${name}, this program makes version ${version}`,
      );
    }
    return { table: this.tableOf(projection, state), position: state.position };
  }

  /** Drops a generation that isn't live. */
  async drop({ generation }: ProjectionTable): Promise<void> {
    await this.alone((client) => client.query(dropSql(this.log, generation)));
  }

  private async create(client: PoolClient, projection: Projection): Promise<ProjectionState> {
    const { schema, views } = this.log;
    const { name, version } = projection;
    const states = await this.statesBy(client, name);
    const generation =
      1 + Math.max(0, ...states.filter((state) => state.version === version).map((state) => state.generation));
    const state = { name, version, generation, position: 0, live: states.every(({ live }) => !live) };
    const table = this.tableOf(projection, state);
    const view = `create view ${views}.${identifier(name)} as select * from ${views}.${table.name}`;
    await client.query(
      ['begin', ...table.createSql(), insertSql(schema, state), ...(state.live ? [view] : []), 'commit'].join('; '),
    );
    return state;
  }

  private tableOf(projection: Projection, state: ProjectionState): ProjectionTable {
    return new ProjectionTable(this.log, projection, state);
  }

  private async statesBy(client: PoolClient, name: string): Promise<ProjectionState[]> {
    const { rows } = await client.query<ProjectionState>(statesSql(this.log.schema));
    return rows.filter((state) => state.name === name);
  }

  /** On one connection: several that wait here must not wait for each other's second one. */
  private async alone<T>(action: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.log.pool.connect();
    // The next query says so.
    const ignore = (): void => undefined;
    client.on('error', ignore);
    try {
      // A process that is paused while it holds the lock must not keep the others from it.
      await client.query(`set idle_session_timeout = '5s'`);
      await client.query('select pg_advisory_lock($1)', [PROJECTION_LOCK]);
      const result = await action(client);
      await client.query('select pg_advisory_unlock($1)', [PROJECTION_LOCK]);
      await client.query('reset idle_session_timeout');
      client.off('error', ignore);
      client.release();
      return result;
    } catch (error) {
      // Closing the connection ends its transaction and its lock, in whatever state it is.
      client.release(true);
      throw error;
    }
  }
}

function currentOf({ name, version }: Projection, states: readonly ProjectionState[]): ProjectionState | undefined {
  const own = states.filter((state) => state.name === name && state.version === version);
  return own.find(({ live }) => live) ?? own.at(-1);
}
