import { identifier } from '../database';
import { tableNameOf, type Generation, type ProjectionState } from './generation';

/** The quoted names of the schemas of the log, with what is known of its projections, and of their tables and views. */
export interface Schemas {
  readonly schema: string;
  readonly views: string;
}

/** Readers queue behind a switch that waits for another reader: it gives up before they notice. */
const LOCK_TIMEOUT_MS = 500;

export function statesSql(schema: string): string {
  return `select name, version, generation, position, live from ${schema}.projections order by name, version, generation`;
}

export function insertSql(schema: string, { name, version, generation, live }: ProjectionState): string {
  return `insert into ${schema}.projections (name, version, generation, live)
    values ('${name}', ${version}, ${generation}, ${live})`;
}

/**
 * One transaction. A view can't change its columns in place, so it is made again. Whoever reads it meanwhile waits for
 * the commit and then looks its name up again, in a prepared statement too: readers see one table or the other.
 */
export function switchSql(
  { schema, views }: Schemas,
  generation: Generation,
  superseded: readonly Generation[],
): string {
  const { name } = generation;
  const view = `${views}.${identifier(name)}`;
  return [
    'begin',
    `set local lock_timeout = ${LOCK_TIMEOUT_MS}`,
    `drop view if exists ${view}`,
    `create view ${view} as select * from ${views}.${tableNameOf(generation)}`,
    `update ${schema}.projections set live = (${isThis(generation)}) where name = '${name}'`,
    ...superseded.map((state) => dropSql({ schema, views }, state)),
    'commit',
  ].join('; ');
}

export function dropSql({ schema, views }: Schemas, state: Generation): string {
  return `drop table if exists ${views}.${tableNameOf(state)}; delete from ${schema}.projections where ${isThis(state)}`;
}

/** Names are identifiers of the code (see `identifier`), so they need no quoting. */
function isThis({ name, version, generation }: Generation): string {
  return `name = '${name}' and version = ${version} and generation = ${generation}`;
}
