import type { MigrationInterface, QueryRunner } from 'typeorm';
import { appendFunctionSql } from './append-function';
import { schemaNameOf, schemaOf } from './create-log.migration';
import { viewsSchemaOf } from './views-schema';

/** The service's role and the owner's become two: appends run as the owner, projections get a schema of their own. */
export class SeparateRoles1790600000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const schema = schemaOf(runner);
    await runner.query(`create schema if not exists ${viewsSchemaOf(schemaNameOf(runner))}`);
    await runner.query(dropProjectionsSql(schema));
    await runner.query(appendFunctionSql(schema));
  }

  /** The views would have to be built again, and the append function would be another one. */
  down(): Promise<void> {
    return Promise.reject(new Error('this migration is not undone'));
  }
}

/** They are folds of the log: the service builds them again in their new place. */
function dropProjectionsSql(schema: string): string {
  return `do $$
    declare old record;
    begin
      for old in select name || '_v' || version || '_' || generation as name from ${schema}.projections loop
        execute format('drop table if exists ${schema}.%I cascade', old.name);
      end loop;
      delete from ${schema}.projections;
    end $$`;
}
