import type { EventLog } from '../event-log';
import { identifier } from '../database';
import type { Projection } from './projection';
import { ProjectionTable } from './projection-table';

export interface ProjectionState {
  readonly name: string;
  readonly version: number;
  readonly generation: number;
  readonly position: number;
  readonly live: boolean;
}

export type Standing = Pick<ProjectionState, 'position' | 'live'>;

/** Two processes must not create or switch at once. The number only has to be the same everywhere. */
const PROJECTION_LOCK = 7_309_453_013;

/** The generations of projections: which ones there are, how far each has come, which one is live. */
export class ProjectionStore {
  constructor(private readonly log: EventLog) {}

  async states(): Promise<ProjectionState[]> {
    const { rows } = await this.log.pool.query<ProjectionState>(
      `select name, version, generation, position, live from ${this.log.schema}.projections order by name, version, generation`,
    );
    return rows;
  }

  /**
   * The generation that a running service feeds: this version's live one, else its newest. When there is none yet it is
   * created, and live at once if no version of the projection is.
   */
  async open(projection: Projection): Promise<ProjectionTable> {
    const current = async (): Promise<ProjectionState | undefined> => {
      const own = (await this.states()).filter(({ name, version }) => name === projection.name && version === projection.version);
      return own.find(({ live }) => live) ?? own.at(-1);
    };
    const found = (await current()) ?? (await this.locked(async () => (await current()) ?? (await this.create(projection))));
    return new ProjectionTable(this.log.pool, this.log.schema, projection, found);
  }

  /** A further generation of the same version, empty: what a replay fills. */
  async openNext(projection: Projection): Promise<ProjectionTable> {
    const state = await this.locked(() => this.create(projection));
    return new ProjectionTable(this.log.pool, this.log.schema, projection, state);
  }

  /** Null once the generation has been dropped. */
  async standing({ name, version, generation }: ProjectionTable['generation']): Promise<Standing | null> {
    const { rows } = await this.log.pool.query<Standing>({
      name: 'projection_standing',
      text: `select position, live from ${this.log.schema}.projections where name = $1 and version = $2 and generation = $3`,
      values: [name, version, generation],
    });
    return rows[0] ?? null;
  }

  /** Makes the table the one that the view shows. The one before stays for a way back; older ones are dropped. */
  async switchTo(table: ProjectionTable): Promise<void> {
    const { name, version, generation } = table.generation;
    await this.locked(async () => {
      const before = (await this.states()).filter((state) => state.name === name);
      const isNewer = (state: ProjectionState): boolean =>
        state.version > version || (state.version === version && state.generation > generation);
      const live = before.find((state) => state.live);
      if (live !== undefined && (isNewer(live) || (live.version === version && live.generation === generation))) return;
      const superseded = before.filter((state) => state !== live && !isNewer(state) && !sameAs(state, table.generation));
      const { schema } = this.log;
      await this.run([
        // A view can't change its columns in place, so it is made again; readers see one or the other.
        `drop view if exists ${schema}.${identifier(name)}`,
        `create view ${schema}.${identifier(name)} as select * from ${schema}.${table.name}`,
        `update ${schema}.projections set live = (version = ${version} and generation = ${generation}) where name = '${name}'`,
        ...superseded.flatMap((state) => this.dropSql(state)),
      ]);
    });
  }

  private async create(projection: Projection): Promise<ProjectionState> {
    const { schema } = this.log;
    const all = (await this.states()).filter(({ name }) => name === projection.name);
    const generation = Math.max(0, ...all.filter(({ version }) => version === projection.version).map((s) => s.generation)) + 1;
    const live = all.every((state) => !state.live);
    const state = { name: projection.name, version: projection.version, generation, position: 0, live };
    const table = new ProjectionTable(this.log.pool, schema, projection, state);
    await this.run([
      ...table.createSql(),
      `insert into ${schema}.projections (name, version, generation, live)
       values ('${state.name}', ${state.version}, ${generation}, ${live})`,
      ...(live ? [`create view ${schema}.${identifier(state.name)} as select * from ${schema}.${table.name}`] : []),
    ]);
    return state;
  }

  private dropSql({ name, version, generation }: ProjectionState): string[] {
    const { schema } = this.log;
    return [
      `drop table if exists ${schema}.${identifier(`${name}_v${version}_${generation}`)}`,
      `delete from ${schema}.projections where name = '${name}' and version = ${version} and generation = ${generation}`,
    ];
  }

  /** All statements, or none. */
  private async run(statements: readonly string[]): Promise<void> {
    await this.log.pool.query(`begin; ${statements.join('; ')}; commit`);
  }

  private async locked<T>(action: () => Promise<T>): Promise<T> {
    const client = await this.log.pool.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [PROJECTION_LOCK]);
      return await action();
    } finally {
      await client.query('select pg_advisory_unlock($1)', [PROJECTION_LOCK]).catch(() => undefined);
      client.release();
    }
  }
}

function sameAs(state: ProjectionState, other: { version: number; generation: number }): boolean {
  return state.version === other.version && state.generation === other.generation;
}
